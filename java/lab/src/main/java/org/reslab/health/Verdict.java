// SPDX-License-Identifier: Apache-2.0
package org.reslab.health;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reslab.stats.Interval;

/**
 * What a metric's values say.
 *
 * @param metric name; with {@code ^depth} for a factor per layer taken over all layers
 * @param aim what the verdict answers
 * @param value estimate over the seeds where the metric is defined, with its interval
 * @param summary what kind of estimate
 * @param seeds measured
 * @param undefined seeds without a value that could be used
 * @param expected where the value should lie; null where nothing is expected
 * @param status how it comes out
 * @param reason sentences: how it comes out, what that means, and why the range is as it is
 * @param remedy what to change or do; empty where there is nothing
 * @param source where the range comes from; empty without one
 */
public record Verdict(
    String metric,
    Aim aim,
    Interval value,
    Summary summary,
    int seeds,
    int undefined,
    @Nullable Range expected,
    Status status,
    String reason,
    String remedy,
    String source) {
  /** Checks that there is a value; a damaged file may lack it. */
  public Verdict {
    Objects.requireNonNull(value, "a verdict without a value");
    Objects.requireNonNull(status, "a verdict without a status");
  }
}
