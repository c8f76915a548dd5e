// SPDX-License-Identifier: Apache-2.0
package org.reslab.stats;

import org.apache.commons.statistics.descriptive.Mean;
import org.apache.commons.statistics.descriptive.StandardDeviation;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * A mean, or another estimate, with its confidence interval.
 *
 * <p>An interval without bounds contains nothing, is inside nothing and is disjoint from nothing:
 * it decides no question.
 *
 * @param mean arithmetic mean, NaN of no values; where it says so, another estimate
 * @param lower lower bound, NaN where there is no interval
 * @param upper upper bound, NaN where there is no interval
 * @param n values that went in
 */
public record Interval(double mean, double lower, double upper, int n) {
  /**
   * Returns Student's t interval of the mean, {@code mean ± t(n-1) · s / sqrt(n)}. Fewer than two
   * values have no interval.
   *
   * @param level confidence level in (0, 1), for example 0.95
   * @throws IllegalArgumentException if the level is outside
   */
  public static Interval meanT(double[] values, double level) {
    requireLevel(level);
    int n = values.length;
    double mean = Mean.of(values).getAsDouble();
    if (n < 2) {
      return new Interval(mean, Double.NaN, Double.NaN, n);
    }
    double standardError = StandardDeviation.of(values).getAsDouble() / Math.sqrt(n);
    double half =
        TDistribution.of(n - 1).inverseSurvivalProbability((1 - level) / 2) * standardError;
    return new Interval(mean, mean - half, mean + half, n);
  }

  /**
   * Returns the part of the interval that lies in the range of all possible values. It contains the
   * true value as often as the whole does, since no value is outside the range.
   */
  public Interval within(Bounds possible) {
    return new Interval(
        mean,
        Math.clamp(lower, possible.low(), possible.high()),
        Math.clamp(upper, possible.low(), possible.high()),
        n);
  }

  /** Returns whether there are bounds. */
  public boolean hasBounds() {
    return !Double.isNaN(lower) && !Double.isNaN(upper);
  }

  /** Returns half the width, NaN where there is no interval. */
  public double halfWidth() {
    return (upper - lower) / 2;
  }

  /** Returns whether a value lies between the bounds, or on one; false where there are none. */
  public boolean contains(double value) {
    return lower <= value && value <= upper;
  }

  /**
   * Returns whether the whole interval lies in the range {@code [lo, hi]}; false where there are no
   * bounds.
   *
   * <p>An interval with bounds that is neither inside a range nor {@linkplain #disjointFrom
   * disjoint} from it straddles an end, and leaves open which side is true.
   *
   * @param lo lower end, may be negative infinity
   * @param hi upper end, may be positive infinity
   * @throws IllegalArgumentException if an end is NaN, or {@code lo > hi}
   */
  public boolean inside(double lo, double hi) {
    requireRange(lo, hi);
    return lo <= lower && upper <= hi;
  }

  /**
   * Returns whether no value of the interval lies in the range {@code [lo, hi]}; false where there
   * are no bounds.
   *
   * @param lo lower end, may be negative infinity
   * @param hi upper end, may be positive infinity
   * @throws IllegalArgumentException if an end is NaN, or {@code lo > hi}
   */
  public boolean disjointFrom(double lo, double hi) {
    requireRange(lo, hi);
    return hasBounds() && (upper < lo || hi < lower);
  }

  static void requireRange(double lo, double hi) {
    if (!(lo <= hi)) {
      throw new IllegalArgumentException(
          "range: found [%s, %s], expected a lower end at most the upper".formatted(lo, hi));
    }
  }

  static void requireLevel(double level) {
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException("level: found " + level + ", expected a number in (0, 1)");
    }
  }
}
