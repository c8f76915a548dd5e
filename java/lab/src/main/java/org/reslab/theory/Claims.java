// SPDX-License-Identifier: Apache-2.0
package org.reslab.theory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.reslab.stats.Interval;
import org.reslab.stats.LogSummary;
import org.reslab.text.Numbers;

/** Collects results of claims. */
final class Claims {
  private static final double LEVEL = 0.95;

  private final List<ClaimResult> results = new ArrayList<>();

  List<ClaimResult> results() {
    return List.copyOf(results);
  }

  /** The mean of the values lies within {@code tolerance} of the prediction. */
  void near(String claim, double predicted, double tolerance, double[] values, String source) {
    Interval measured = Interval.meanT(values, LEVEL);
    boolean passed = Math.abs(measured.mean() - predicted) <= tolerance;
    results.add(
        new ClaimResult(
            claim, predicted, "± " + Numbers.value(tolerance), measured, source, passed));
  }

  /** The geometric mean of the values lies within a factor of the prediction. */
  void withinFactor(String claim, double predicted, double factor, double[] values, String source) {
    Interval measured = LogSummary.of(values, LEVEL).geometricMean();
    boolean passed =
        measured.n() == values.length
            && measured.mean() >= predicted / factor
            && measured.mean() <= predicted * factor;
    results.add(
        new ClaimResult(
            claim, predicted, "factor " + Numbers.value(factor), measured, source, passed));
  }

  /** Means, given in the order that is claimed to be ascending, are so. */
  void ascending(String claim, List<double[]> values, String source) {
    double[] means =
        values.stream()
            .mapToDouble(each -> Arrays.stream(each).average().orElse(Double.NaN))
            .toArray();
    boolean passed = true;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 1; i < means.length; i++) {
      double ratio = means[i] / means[i - 1];
      passed = passed && ratio > 1;
      least = Math.min(least, ratio);
    }
    results.add(
        new ClaimResult(
            claim + " (smallest ratio of neighbours)",
            Double.NaN,
            "above 1",
            new Interval(least, Double.NaN, Double.NaN, means.length - 1),
            source,
            passed));
  }

  /** A number that is known exactly, rounded to {@code digits} decimals, is the one published. */
  void rounded(String claim, double published, int digits, double value, String source) {
    double unit = Math.pow(10, -digits);
    boolean passed = Math.round(value / unit) == Math.round(published / unit);
    results.add(
        new ClaimResult(
            claim,
            published,
            "rounded to " + digits + " decimals",
            new Interval(value, Double.NaN, Double.NaN, 1),
            source,
            passed));
  }
}
