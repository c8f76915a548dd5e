// SPDX-License-Identifier: Apache-2.0
package org.reslab.stats;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apache.commons.statistics.inference.TTest;

/**
 * The paired t-test.
 *
 * @param difference mean of {@code a[i] - b[i]} with its t interval
 * @param statistic t; NaN where the differences do not vary, and so estimate no variance
 * @param pValue two-sided; 1 where all differences are 0, NaN where they are equal and not 0
 */
public record PairedTest(Interval difference, double statistic, double pValue) {
  /** Relative to the values, what subtracting them may leave of rounding. */
  private static final double ROUNDING = 1e-12;

  /**
   * Tests whether the mean difference is 0.
   *
   * @param a one value per pair
   * @param b the other value of each pair, in the same order
   * @param level confidence level of the interval
   * @throws IllegalArgumentException if the lengths differ or there are fewer than two pairs
   */
  public static PairedTest of(double[] a, double[] b, double level) {
    if (a.length != b.length || a.length < 2) {
      throw new IllegalArgumentException(
          "paired test: found %s and %s values, expected equally many and at least 2"
              .formatted(a.length, b.length));
    }
    double[] differences = IntStream.range(0, a.length).mapToDouble(i -> a[i] - b[i]).toArray();
    Interval interval = Interval.meanT(differences, level);
    if (Arrays.stream(differences).allMatch(d -> d == 0)) {
      return new PairedTest(interval, Double.NaN, 1);
    }
    double spread =
        Arrays.stream(differences).max().orElseThrow()
            - Arrays.stream(differences).min().orElseThrow();
    double largest =
        DoubleStream.concat(Arrays.stream(a), Arrays.stream(b)).map(Math::abs).max().orElseThrow();
    if (spread <= ROUNDING * largest) {
      // A spread of nothing but rounding estimates no variance: the test says nothing.
      Interval unknown = new Interval(interval.mean(), Double.NaN, Double.NaN, differences.length);
      return new PairedTest(unknown, Double.NaN, Double.NaN);
    }
    TTest.Result result = TTest.withDefaults().pairedTest(a, b);
    return new PairedTest(interval, result.getStatistic(), result.getPValue());
  }

  /**
   * Adjusts the p-values of a family of tests by Holm's step-down method, which bounds the
   * probability of any false rejection (Holm 1979, <em>A Simple Sequentially Rejective Multiple
   * Test Procedure</em>).
   *
   * @param pValues NaN for a test that could not be made, which counts for nothing
   * @return the adjusted values, in the order given, at most 1; NaN where the p-value is
   */
  public static double[] holm(double[] pValues) {
    int[] ascending =
        IntStream.range(0, pValues.length)
            .filter(i -> !Double.isNaN(pValues[i]))
            .boxed()
            .sorted(Comparator.comparingDouble(i -> pValues[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    int m = ascending.length;
    double[] adjusted = new double[pValues.length];
    Arrays.fill(adjusted, Double.NaN);
    double largest = 0;
    for (int rank = 0; rank < m; rank++) {
      largest = Math.max(largest, Math.min(1, (m - rank) * pValues[ascending[rank]]));
      adjusted[ascending[rank]] = largest;
    }
    return adjusted;
  }
}
