// SPDX-License-Identifier: Apache-2.0
package org.reslab.bench;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.reslab.stats.Interval;
import org.reslab.stats.MedianInterval;

/**
 * Repeated measurements of one quantity.
 *
 * @param median of the rounds
 * @param lower bound of the median's 95 % interval between order statistics, NaN of fewer than six
 *     rounds
 * @param upper the other bound, likewise
 * @param min the least
 * @param max the largest
 * @param rounds how many there are
 */
public record Spread(
    double median, double lower, double upper, double min, double max, int rounds) {
  private static final double LEVEL = 0.95;

  /**
   * Summarises rounds.
   *
   * @param values at least one, finite
   */
  static Spread of(double[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("found no rounds, expected at least one");
    }
    Interval interval = MedianInterval.of(values, LEVEL);
    double[] ascending = values.clone();
    Arrays.sort(ascending);
    return new Spread(
        interval.mean(),
        interval.lower(),
        interval.upper(),
        ascending[0],
        ascending[ascending.length - 1],
        values.length);
  }

  /** The same of every value through a function that rises. */
  Spread map(DoubleUnaryOperator rising) {
    return new Spread(
        rising.applyAsDouble(median),
        rising.applyAsDouble(lower),
        rising.applyAsDouble(upper),
        rising.applyAsDouble(min),
        rising.applyAsDouble(max),
        rounds);
  }
}
