// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reslab.StepRecord;
import org.reslab.text.Numbers;

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
        : "waited %ss (%s) for data; %s of %s steps for more than %s of their time"
            .formatted(
                Numbers.fixed(waitSeconds, 2),
                Numbers.percent(waitSeconds / seconds, 1),
                Numbers.count(stalled),
                Numbers.count(steps),
                Numbers.percent(StepRecord.STALL_SHARE, 0));
  }
}
