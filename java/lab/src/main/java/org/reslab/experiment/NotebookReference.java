// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values that the reference notebook printed after one epoch on CIFAR-10, on one seed that it
 * did not set.
 *
 * @param block catalog name of the block that it ran
 * @param trainLoss mean over the batches
 * @param testAccuracy in [0, 1]
 * @param gradNorm mean over the batches
 */
public record NotebookReference(
    String block, double trainLoss, double testAccuracy, double gradNorm) {
  private static final List<NotebookReference> PUBLISHED =
      List.of(
          new NotebookReference("plain-valid", 1.8301, 0.3753, 3.98),
          new NotebookReference("basic", 1.7850, 0.4398, 3.30),
          new NotebookReference("preact-noskip", 1.9388, 0.3437, 2.87));

  /** Returns all rows, in the notebook's order. */
  public static List<NotebookReference> published() {
    return PUBLISHED;
  }

  /** Returns the row of a network and block, or null if the notebook did not run them. */
  public static @Nullable NotebookReference of(String net, String block) {
    return net.equals("tinynet")
        ? PUBLISHED.stream().filter(row -> row.block.equals(block)).findFirst().orElse(null)
        : null;
  }
}
