// SPDX-License-Identifier: Apache-2.0
package org.reslab.store;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reslab.experiment.BlockSummary;
import org.reslab.experiment.RunStatus;
import org.reslab.files.Json;

/**
 * What {@code summary.json} says that no other file does, and what a list of runs shows.
 *
 * @param status how the whole ended; null where the file does not say
 * @param trainImages of an epoch
 * @param testImages of an evaluation
 * @param seconds wall time; NaN where the file does not say
 * @param blocks a row for each network and block
 * @param runs how each cell ended
 */
record StoredSummary(
    @Nullable RunStatus status,
    long trainImages,
    long testImages,
    double seconds,
    List<BlockSummary> blocks,
    List<Cell> runs) {
  /** Copies the lists, which also checks that no row is null. */
  StoredSummary {
    blocks = List.copyOf(blocks);
    runs = List.copyOf(runs);
  }

  /**
   * One cell.
   *
   * @param run its name; empty where the file does not say
   * @param status how it ended
   * @param message why it did not complete, or null
   * @param parameters of its network, null where the file does not say
   * @param macs multiply-accumulate operations per image, null where the file does not say
   */
  record Cell(
      String run,
      @Nullable RunStatus status,
      @Nullable String message,
      @Nullable Long parameters,
      @Nullable Long macs) {
    Cell {
      message = message == null || message.isEmpty() ? null : message;
    }
  }

  static StoredSummary parse(String text) {
    return Json.readStored(text, StoredSummary.class);
  }
}
