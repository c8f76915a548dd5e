// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one cell measured.
 *
 * @param cell its place in the grid
 * @param status how it ended
 * @param parameters of its network
 * @param macs multiply-accumulate operations of its network per image
 * @param epochs those that ended with an evaluation; the last may be cut short by a limit on the
 *     steps
 * @param scores after the last of them; null where there are none
 * @param message why the cell did not complete, or null
 */
public record CellResult(
    Cell cell,
    RunStatus status,
    long parameters,
    long macs,
    List<EpochResult> epochs,
    @Nullable FinalScores scores,
    @Nullable String message) {
  /** Copies the list. */
  public CellResult {
    epochs = List.copyOf(epochs);
  }

  /** Returns the last epoch, or null if none ended. */
  public @Nullable EpochResult last() {
    return epochs.isEmpty() ? null : epochs.getLast();
  }

  /**
   * Returns the epoch whose weights are the checkpoint {@code best}.
   *
   * @param chosen the images whose accuracy decides
   * @return null if none ended, or none is chosen
   */
  public @Nullable EpochResult best(BestOn chosen) {
    return chosen.best(epochs);
  }

  /** Returns the wall time of the epochs in seconds. */
  public double seconds() {
    return epochs.stream().mapToDouble(EpochResult::seconds).sum();
  }
}
