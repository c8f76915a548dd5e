// SPDX-License-Identifier: Apache-2.0
package org.reslab.stats;

import java.util.Arrays;
import org.apache.commons.statistics.descriptive.Median;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * Intervals of a median between two of the values themselves, which hold whatever the distribution.
 *
 * <p>Of n independent values, the k-th smallest and the k-th largest enclose the median with
 * probability {@code 1 - 2 P(B < k)}, where B is binomial of n trials with probability 1/2 (Conover
 * 1999, <em>Practical Nonparametric Statistics</em>, section 3.2).
 */
public final class MedianInterval {
  private MedianInterval() {}

  /**
   * Returns the median with the narrowest such interval that is symmetric in rank and has at least
   * the level. {@link Interval#mean} is the median. There are no bounds where even the smallest and
   * the largest value fall short of the level: at 0.95, of fewer than six values.
   *
   * @param values finite, in any order
   * @param level confidence level in (0, 1), for example 0.95
   * @throws IllegalArgumentException if the level is outside
   */
  public static Interval of(double[] values, double level) {
    Interval.requireLevel(level);
    int n = values.length;
    double median = n == 0 ? Double.NaN : Median.withDefaults().evaluate(values.clone());
    int rank = 0;
    if (n > 0) {
      BinomialDistribution below = BinomialDistribution.of(n, 0.5);
      while (2 * (rank + 1) <= n && 1 - 2 * below.cumulativeProbability(rank) >= level) {
        rank++;
      }
    }
    if (rank == 0) {
      return new Interval(median, Double.NaN, Double.NaN, n);
    }
    double[] ascending = values.clone();
    Arrays.sort(ascending);
    return new Interval(median, ascending[rank - 1], ascending[n - rank], n);
  }
}
