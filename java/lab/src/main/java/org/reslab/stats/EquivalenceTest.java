// SPDX-License-Identifier: Apache-2.0
package org.reslab.stats;

import org.apache.commons.statistics.inference.AlternativeHypothesis;
import org.apache.commons.statistics.inference.TTest;

/**
 * The paired test of equivalence: two one-sided t-tests, of which each must reject that the mean
 * difference lies beyond its end of {@code ±margin} (Schuirmann 1987, <em>A Comparison of the Two
 * One-Sided Tests Procedure and the Power Approach</em>).
 *
 * <p>A small p-value speaks for equivalence; a large one for nothing, and not for a difference.
 *
 * @param difference mean of {@code a[i] - b[i]} with its t interval at level {@code 1 - 2 alpha},
 *     which lies within {@code ±margin} just where the test rejects at {@code alpha}
 * @param margin the largest difference that counts as none, in the unit of the values
 * @param lowerPValue of the test that the difference is above {@code -margin}
 * @param upperPValue of the test that the difference is below {@code margin}
 * @param pValue the larger of the two; all three are 0 where all differences are 0, and NaN where
 *     they are equal and not 0, and so estimate no variance
 */
public record EquivalenceTest(
    Interval difference, double margin, double lowerPValue, double upperPValue, double pValue) {
  /**
   * Tests whether the mean difference lies within {@code ±margin}.
   *
   * @param a one value per pair
   * @param b the other value of each pair, in the same order
   * @param margin positive and finite; to be chosen before the values are seen
   * @param alpha significance level in (0, 0.5) that the interval belongs to, for example 0.05 for
   *     an interval at level 0.9
   * @throws IllegalArgumentException if the lengths differ, there are fewer than two pairs, or
   *     margin or alpha are outside
   */
  public static EquivalenceTest of(double[] a, double[] b, double margin, double alpha) {
    if (!(margin > 0 && Double.isFinite(margin))) {
      throw new IllegalArgumentException(
          "margin: found " + margin + ", expected a positive, finite number");
    }
    if (!(alpha > 0 && alpha < 0.5)) {
      throw new IllegalArgumentException(
          "alpha: found " + alpha + ", expected a number in (0, 0.5)");
    }
    PairedTest paired = PairedTest.of(a, b, 1 - 2 * alpha);
    if (Double.isNaN(paired.statistic())) {
      double p = paired.pValue() == 1 ? 0 : Double.NaN;
      return new EquivalenceTest(paired.difference(), margin, p, p, p);
    }
    double aboveLower =
        TTest.withDefaults()
            .withMu(-margin)
            .with(AlternativeHypothesis.GREATER_THAN)
            .pairedTest(a, b)
            .getPValue();
    double belowUpper =
        TTest.withDefaults()
            .withMu(margin)
            .with(AlternativeHypothesis.LESS_THAN)
            .pairedTest(a, b)
            .getPValue();
    return new EquivalenceTest(
        paired.difference(), margin, aboveLower, belowUpper, Math.max(aboveLower, belowUpper));
  }

  /**
   * Returns whether the values are equivalent at a significance level: the p-value is at most
   * {@code alpha}. False where there is no p-value.
   */
  public boolean equivalent(double alpha) {
    return pValue <= alpha;
  }
}
