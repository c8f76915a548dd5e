// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.reslab.StepRecord;

/** Adds up for how long the steps of one epoch waited for their batches. */
final class StallMeter {
  private long steps;
  private long stalled;
  private double seconds;
  private double waitSeconds;

  void add(List<StepRecord> records) {
    for (StepRecord step : records) {
      steps++;
      seconds += step.seconds();
      waitSeconds += step.waitSeconds();
      stalled += step.waitShare() > StepRecord.STALL_SHARE ? 1 : 0;
    }
  }

  /** Says how long that was; null where no step stalled. */
  @Nullable String text() {
    return stalled == 0
        ? null
        : String.format(
            Locale.ROOT,
            "waited %.2fs (%.1f%%) for data; %,d of %,d steps for more than %.0f%% of their time",
            waitSeconds,
            100 * waitSeconds / seconds,
            stalled,
            steps,
            100 * StepRecord.STALL_SHARE);
  }
}
