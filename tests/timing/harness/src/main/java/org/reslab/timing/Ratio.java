// SPDX-License-Identifier: Apache-2.0
package org.reslab.timing;

import java.util.List;
import org.reslab.stats.Bootstrap;
import org.reslab.stats.Interval;

/**
 * The ratios of one quantity, a pair of runs each, with their median and its 95 % bootstrap
 * interval.
 *
 * <p>The two runs of a pair are neighbours in time, so what drifts in the machine falls out of
 * their ratio; the median leaves out pairs that something else disturbed.
 *
 * @param median with bounds; without them where there are too few pairs
 * @param pairs one ratio a pair, in the order in which they were run
 */
public record Ratio(Interval median, List<Double> pairs) {
  private static final Bootstrap BOOTSTRAP = new Bootstrap(9999, 0);
  private static final double LEVEL = 0.95;

  /** Summarises ratios. */
  public static Ratio of(List<Double> pairs) {
    double[] values = pairs.stream().mapToDouble(Double::doubleValue).toArray();
    return new Ratio(BOOTSTRAP.median(values, LEVEL), List.copyOf(pairs));
  }

  /** Returns the median and its interval as text. */
  public String text() {
    return median.hasBounds()
        ? "%.4f [%.4f, %.4f]".formatted(median.mean(), median.lower(), median.upper())
        : "%.4f [no interval of %d pairs]".formatted(median.mean(), median.n());
  }

  /**
   * Returns whether the median is at most a limit. The interval does not decide: where it reaches
   * over the limit, more pairs would decide, and {@link #verdict} says so.
   */
  public boolean atMost(double limit) {
    return median.mean() <= limit;
  }

  /** Returns the verdict on {@link #atMost} as text. */
  public String verdict(double limit) {
    String verdict =
        "%s: the median is %.4f, expected at most %s"
            .formatted(atMost(limit) ? "met" : "missed", median.mean(), limit);
    boolean decided = median.hasBounds() && (median.upper() <= limit || median.lower() > limit);
    return decided ? verdict : verdict + "; the interval does not decide, more pairs would";
  }
}
