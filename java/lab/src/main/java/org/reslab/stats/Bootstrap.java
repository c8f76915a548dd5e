// SPDX-License-Identifier: Apache-2.0
package org.reslab.stats;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.apache.commons.statistics.descriptive.Mean;
import org.apache.commons.statistics.descriptive.Median;
import org.apache.commons.statistics.descriptive.Quantile;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Bootstrap intervals, bias-corrected and accelerated (BCa).
 *
 * <p>The bounds are the quantiles of the resampled statistic at {@code Φ(z0 + (z0 + z) / (1 - a (z0
 * + z)))}, where {@code z} is the normal quantile of each tail, {@code Φ(z0)} the share of
 * resamples below the estimate, ties by half, and {@code a = Σ u³ / (6 (Σ u²)^1.5)} of the
 * jackknife's deviations {@code u} from their mean (Efron 1987, <em>Better Bootstrap Confidence
 * Intervals</em>; Efron and Tibshirani 1993, <em>An Introduction to the Bootstrap</em>, section
 * 14.3). Quantiles interpolate linearly, as in NumPy.
 *
 * <p>Each call starts from the seed again, so it gives the same interval whatever was called before
 * it.
 *
 * @param resamples how many samples are drawn, for an interval that is published 9999 or more
 * @param seed of the generator, L64X128MixRandom
 */
public record Bootstrap(int resamples, long seed) {
  private static final String GENERATOR = "L64X128MixRandom";

  /** Relative to the statistic, what the order of its additions may leave of rounding. */
  private static final double ROUNDING = 1e-12;

  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  /**
   * Checks the number of resamples.
   *
   * @throws IllegalArgumentException if there are none
   */
  public Bootstrap {
    if (resamples < 1) {
      throw new IllegalArgumentException(
          "resamples: found " + resamples + ", expected a positive number");
    }
  }

  /**
   * Returns the mean with its BCa interval.
   *
   * @see #bca
   */
  public Interval mean(double[] values, double level) {
    return bca(values, sample -> Mean.of(sample).getAsDouble(), level);
  }

  /**
   * Returns the median with its BCa interval. {@link Interval#mean} is the median.
   *
   * @see #bca
   */
  public Interval median(double[] values, double level) {
    return bca(values, Median.withDefaults()::evaluate, level);
  }

  /**
   * Returns a statistic with its BCa interval. {@link Interval#mean} is the statistic of the
   * values.
   *
   * <p>There are no bounds of fewer than two values, nor where the resamples do not determine them:
   * the statistic does not vary, as of constant data, is not finite for one of them or for the
   * values less one, or lies for all of them on the same side of the estimate. An acceleration of
   * 0/0, where the statistic is the same without any of the values, counts as 0.
   *
   * @param values independent, in any order
   * @param statistic of one value or more; is called {@code resamples + values.length + 1} times
   *     and may reorder its argument, but not keep it
   * @param level confidence level in (0, 1), for example 0.95
   * @throws IllegalArgumentException if the level is outside
   */
  public Interval bca(double[] values, ToDoubleFunction<double[]> statistic, double level) {
    Interval.requireLevel(level);
    int n = values.length;
    double estimate = n == 0 ? Double.NaN : statistic.applyAsDouble(values.clone());
    Interval unknown = new Interval(estimate, Double.NaN, Double.NaN, n);
    if (n < 2) {
      return unknown;
    }
    double[] ascending = resample(values, statistic);
    double least = ascending[0];
    double largest = ascending[resamples - 1];
    double rounding = ROUNDING * Math.max(Math.abs(least), Math.abs(largest));
    // NaN is sorted last.
    if (!Double.isFinite(least) || !Double.isFinite(largest) || largest - least <= rounding) {
      return unknown;
    }
    double bias = NORMAL.inverseCumulativeProbability(shareBelow(ascending, estimate, rounding));
    double acceleration = acceleration(values, statistic);
    double tail = NORMAL.inverseSurvivalProbability((1 - level) / 2);
    double lower = adjust(-tail, bias, acceleration);
    double upper = adjust(tail, bias, acceleration);
    if (Double.isNaN(lower) || Double.isNaN(upper)) {
      return unknown;
    }
    double[] bounds =
        Quantile.withDefaults()
            .with(Quantile.EstimationMethod.HF7)
            .evaluate(ascending, lower, upper);
    return new Interval(estimate, bounds[0], bounds[1], n);
  }

  private double[] resample(double[] values, ToDoubleFunction<double[]> statistic) {
    RandomGenerator random = RandomGeneratorFactory.of(GENERATOR).create(seed);
    double[] sample = new double[values.length];
    double[] statistics = new double[resamples];
    for (int r = 0; r < resamples; r++) {
      for (int i = 0; i < sample.length; i++) {
        sample[i] = values[random.nextInt(values.length)];
      }
      statistics[r] = statistic.applyAsDouble(sample);
    }
    Arrays.sort(statistics);
    return statistics;
  }

  /** Returns the share below the estimate, and half of that which is equal but for rounding. */
  private static double shareBelow(double[] statistics, double estimate, double rounding) {
    long below = Arrays.stream(statistics).filter(s -> s < estimate - rounding).count();
    long equal = Arrays.stream(statistics).filter(s -> Math.abs(s - estimate) <= rounding).count();
    return (below + equal / 2.0) / statistics.length;
  }

  private static double acceleration(double[] values, ToDoubleFunction<double[]> statistic) {
    double[] without = new double[values.length];
    double[] sample = new double[values.length - 1];
    for (int left = 0; left < values.length; left++) {
      System.arraycopy(values, 0, sample, 0, left);
      System.arraycopy(values, left + 1, sample, left, sample.length - left);
      without[left] = statistic.applyAsDouble(sample);
    }
    double mean = Mean.of(without).getAsDouble();
    double squares = 0;
    double cubes = 0;
    for (double value : without) {
      double deviation = mean - value;
      squares += deviation * deviation;
      cubes += deviation * deviation * deviation;
    }
    return squares == 0 ? 0 : cubes / (6 * Math.pow(squares, 1.5));
  }

  /** Returns the probability whose quantile is a bound; NaN where the adjustment has none. */
  private static double adjust(double normal, double bias, double acceleration) {
    double shifted = bias + normal;
    double scale = 1 - acceleration * shifted;
    return scale > 0 ? NORMAL.cumulativeProbability(bias + shifted / scale) : Double.NaN;
  }
}
