// SPDX-License-Identifier: Apache-2.0
package org.reslab.stats;

import java.util.Arrays;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.commons.statistics.descriptive.Mean;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * A slope by ordinary least squares, of one line or of parallel lines, one for each group.
 *
 * <p>With {@code x} and {@code y} centred in their groups, the slope is {@code b = Σxy / Σx²}, its
 * standard error {@code sqrt(Σ(y - bx)² / (df Σx²))} and its interval {@code b ± t(df) · se}, where
 * {@code df = n - groups - 1}. Parallel lines are the analysis of covariance (Snedecor and Cochran
 * 1989, <em>Statistical Methods</em>, chapters 9 and 18), the same as a regression with a dummy
 * variable for each group.
 *
 * <p>Where {@code x} does not vary in any group but by rounding, all numbers are NaN. With no
 * degree of freedom left, the slope has no bounds and no standard error. A fit that leaves nothing
 * over has an interval of no width, as where {@code y} does not vary and the slope is 0.
 *
 * @param slope with its t interval, where {@link Interval#mean} is the slope and {@link Interval#n}
 *     the number of points
 * @param intercepts {@code y} of each group's line at {@code x = 0}, by the group's number; of one
 *     line that of group 0
 * @param standardError of the slope
 * @param rSquared share of the variance of {@code y} within groups that the slope accounts for; NaN
 *     where {@code y} does not vary there
 */
public record SlopeFit(
    Interval slope, SortedMap<Integer, Double> intercepts, double standardError, double rSquared) {
  /** Relative to the values, what subtracting them may leave of rounding. */
  private static final double ROUNDING = 1e-12;

  /** Copies the map. */
  public SlopeFit {
    intercepts = Collections.unmodifiableSortedMap(new TreeMap<>(intercepts));
  }

  /**
   * Fits one line.
   *
   * @param x finite values
   * @param y finite values, one for each x
   * @param level confidence level in (0, 1), for example 0.95
   * @throws IllegalArgumentException if the lengths differ, a value is NaN or infinite, or the
   *     level is outside
   */
  public static SlopeFit of(double[] x, double[] y, double level) {
    return withinGroups(x, y, new int[x.length], level);
  }

  /**
   * Fits lines of a common slope. A group of one point has its line go through it, and says nothing
   * of the slope.
   *
   * @param x finite values
   * @param y finite values, one for each x
   * @param group any number for each point, the same for those of one group
   * @param level confidence level in (0, 1), for example 0.95
   * @throws IllegalArgumentException if the lengths differ, a value is NaN or infinite, or the
   *     level is outside
   */
  public static SlopeFit withinGroups(double[] x, double[] y, int[] group, double level) {
    Interval.requireLevel(level);
    if (x.length != y.length || x.length != group.length) {
      throw new IllegalArgumentException(
          "slope: found %s x, %s y and %s groups, expected equally many"
              .formatted(x.length, y.length, group.length));
    }
    requireFinite("x", x);
    requireFinite("y", y);
    int[] groups = Arrays.stream(group).distinct().sorted().toArray();
    int[] own = Arrays.stream(group).map(g -> Arrays.binarySearch(groups, g)).toArray();
    double[] meanX = means(x, own, groups.length);
    double[] meanY = means(y, own, groups.length);
    double[] dx = centre(x, own, meanX);
    double[] dy = centre(y, own, meanY);
    double slope = product(dx, dy) / product(dx, dx);
    double[] residuals =
        IntStream.range(0, x.length).mapToDouble(i -> dy[i] - slope * dx[i]).toArray();
    double unexplained = product(residuals, residuals);
    double rSquared = Math.max(0, 1 - unexplained / product(dy, dy));

    int freedom = x.length - groups.length - 1;
    double standardError = Double.NaN;
    double half = Double.NaN;
    if (freedom > 0) {
      standardError = Math.sqrt(unexplained / freedom / product(dx, dx));
      half = TDistribution.of(freedom).inverseSurvivalProbability((1 - level) / 2) * standardError;
    }
    SortedMap<Integer, Double> intercepts = new TreeMap<>();
    for (int g = 0; g < groups.length; g++) {
      intercepts.put(groups[g], meanY[g] - slope * meanX[g]);
    }
    return new SlopeFit(
        new Interval(slope, slope - half, slope + half, x.length),
        intercepts,
        standardError,
        rSquared);
  }

  /**
   * Returns the intercept of a fit of one line.
   *
   * @throws IllegalStateException if there are several lines, or none
   */
  public double intercept() {
    if (intercepts.size() != 1) {
      throw new IllegalStateException(
          "intercept: found " + intercepts.size() + " lines, expected one");
    }
    return intercepts.values().iterator().next();
  }

  private static double[] means(double[] values, int[] own, int groups) {
    return IntStream.range(0, groups)
        .mapToObj(g -> IntStream.range(0, own.length).filter(i -> own[i] == g))
        .map(members -> members.mapToDouble(i -> values[i]).toArray())
        .mapToDouble(members -> Mean.of(members).getAsDouble())
        .toArray();
  }

  /** Returns the deviations from the groups' means, all 0 where they are nothing but rounding. */
  private static double[] centre(double[] values, int[] own, double[] means) {
    double[] deviations =
        IntStream.range(0, values.length).mapToDouble(i -> values[i] - means[own[i]]).toArray();
    return largest(deviations) > ROUNDING * largest(values)
        ? deviations
        : new double[values.length];
  }

  private static double largest(double[] values) {
    return Arrays.stream(values).map(Math::abs).max().orElse(0);
  }

  private static double product(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum = Math.fma(a[i], b[i], sum);
    }
    return sum;
  }

  private static void requireFinite(String name, double[] values) {
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        throw new IllegalArgumentException(
            "slope: found %s[%s] = %s, expected finite numbers".formatted(name, i, values[i]));
      }
    }
  }
}
