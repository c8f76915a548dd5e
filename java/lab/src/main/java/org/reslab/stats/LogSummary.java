// SPDX-License-Identifier: Apache-2.0
package org.reslab.stats;

import java.util.Arrays;

/**
 * Positive values summarised in the log domain, for quantities that differ by factors: norms,
 * losses, times.
 *
 * <p>The interval is Student's of the mean of the logarithms with its ends raised again (Bland and
 * Altman 1996, <em>Transformations, Means, and Confidence Intervals</em>): an interval of the
 * geometric mean, which is also the median if the values are lognormal. It is not symmetric about
 * the geometric mean.
 *
 * @param geometricMean {@code exp(mean(ln x))} with its interval over the values that went in; NaN
 *     of no values, no bounds of fewer than two, no width where the values do not vary
 * @param leftOut values that did not go in, because they are zero, negative, NaN or infinite
 */
public record LogSummary(Interval geometricMean, int leftOut) {
  /**
   * Summarises the values that have a logarithm, and counts the others.
   *
   * @param values in any order
   * @param level confidence level in (0, 1), for example 0.95
   * @throws IllegalArgumentException if the level is outside
   */
  public static LogSummary of(double[] values, double level) {
    double[] logarithms =
        Arrays.stream(values).filter(x -> x > 0 && Double.isFinite(x)).map(Math::log).toArray();
    Interval logs = Interval.meanT(logarithms, level);
    return new LogSummary(
        new Interval(
            Math.exp(logs.mean()), Math.exp(logs.lower()), Math.exp(logs.upper()), logs.n()),
        values.length - logarithms.length);
  }
}
