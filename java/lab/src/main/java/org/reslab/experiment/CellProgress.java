// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.util.Locale;
import java.util.Objects;
import java.util.Set;
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
  private static final Set<RunStatus> WRITTEN =
      Set.of(RunStatus.RUNNING, RunStatus.CANCELLED, RunStatus.COMPLETED, RunStatus.DIVERGED);

  /** Checks what holds of every checkpoint. */
  CellProgress {
    Objects.requireNonNull(status, "status is null");
    if (!WRITTEN.contains(status)) {
      throw new IllegalArgumentException("status is " + label(status));
    }
    requireNatural("step", step);
    requireNatural("epochs", epochs);
    requireNatural("metrics_bytes", metricsBytes);
    requireNatural("timing_bytes", timingBytes);
    requireNatural("histograms_bytes", histogramsBytes);
  }

  private static void requireNatural(String key, long value) {
    if (value < 0) {
      throw new IllegalArgumentException(key + " is " + value + ", expected at least 0");
    }
  }

  private static String label(RunStatus status) {
    return status.name().toLowerCase(Locale.ROOT);
  }

  /** Returns the status as the file has it. */
  String label() {
    return label(status);
  }

  /** Returns whether nothing is left to do. */
  boolean ended() {
    return status == RunStatus.COMPLETED || status == RunStatus.DIVERGED;
  }
}
