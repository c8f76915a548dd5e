// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import org.jspecify.annotations.Nullable;

/**
 * How far a cell had come when its checkpoint was taken: the file {@code last.progress.json} next
 * to it. The files of the run directory had these lengths then; what follows them came later, and a
 * resumed cell measures it again.
 *
 * @param status of the cell
 * @param message why it did not complete, or null
 * @param step of the checkpoint; of a cell that diverged, the step of the bad loss
 * @param epochs that were finished
 * @param metricsBytes length of {@code metrics.jsonl}
 * @param timingBytes length of {@code timing.jsonl}
 * @param histogramsBytes length of {@code histograms.jsonl}
 */
record CellProgress(
    RunStatus status,
    @Nullable String message,
    long step,
    long epochs,
    long metricsBytes,
    long timingBytes,
    long histogramsBytes) {
  /** Returns whether nothing is left to do. */
  boolean ended() {
    return status == RunStatus.COMPLETED || status == RunStatus.DIVERGED;
  }
}
