// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.series;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reslab.health.Aim;
import org.reslab.health.Range;
import org.reslab.health.Verdict;
import org.reslab.metrics.DepthChart.Course;
import org.reslab.metrics.DepthChart.Prediction;

/**
 * What a prediction of the diagnosis means for a metric at each depth. The line is of the middle of
 * the range that the verdict expects.
 */
final class DepthTheory {
  private DepthTheory() {}

  /**
   * Returns the predicted values, or null where nothing is predicted for this architecture.
   *
   * @param values measured, one a depth
   * @param stages of the same
   */
  static double @Nullable [] line(
      @Nullable Prediction prediction,
      List<Verdict> verdicts,
      double[] values,
      List<Integer> stages) {
    if (prediction == null || values.length == 0) {
      return null;
    }
    for (Verdict verdict : verdicts) {
      @Nullable Range range = verdict.expected();
      if (verdict.metric().equals(prediction.metric())
          && verdict.aim() == Aim.PREDICTION
          && range != null
          && Double.isFinite(range.low())
          && Double.isFinite(range.high())) {
        return Line.rounded(line(prediction.course(), range, values, stages));
      }
    }
    return null;
  }

  private static double[] line(Course course, Range range, double[] values, List<Integer> stages) {
    double[] line = values.clone();
    double middle = (range.low() + range.high()) / 2;
    switch (course) {
      case LEVEL -> Arrays.fill(line, middle);
      case GROWTH -> {
        for (int i = 1; i < line.length; i++) {
          if (stages.get(i).equals(stages.get(i - 1))) {
            line[i] = line[i - 1] + middle;
          }
        }
      }
      case FACTOR -> {
        for (int i = line.length - 2; i >= 0; i--) {
          line[i] = line[i + 1] * Math.sqrt(range.low() * range.high());
        }
      }
    }
    return line;
  }
}
