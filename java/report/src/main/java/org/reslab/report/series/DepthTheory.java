// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.series;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reslab.health.Aim;
import org.reslab.health.Range;
import org.reslab.health.Verdict;

/**
 * What a prediction of the diagnosis means for a metric at each depth. The line is of the middle of
 * the range that the verdict expects; there is none where the diagnosis predicts nothing for this
 * architecture.
 */
enum DepthTheory {
  /** Theory predicts nothing over depth. */
  NONE {
    @Override
    double[] line(double[] values, List<Integer> stages, double low, double high) {
      throw new IllegalStateException("no verdict predicts it");
    }
  },

  /** The same at every depth. */
  LEVEL {
    @Override
    double[] line(double[] values, List<Integer> stages, double low, double high) {
      double[] line = new double[values.length];
      Arrays.fill(line, (low + high) / 2);
      return line;
    }
  },

  /** Grows by the same amount from block to block, and begins anew at each stage's first block. */
  GROWTH {
    @Override
    double[] line(double[] values, List<Integer> stages, double low, double high) {
      double[] line = new double[values.length];
      for (int i = 0; i < line.length; i++) {
        line[i] =
            i > 0 && stages.get(i).equals(stages.get(i - 1))
                ? line[i - 1] + (low + high) / 2
                : values[i];
      }
      return line;
    }
  },

  /** Is multiplied by the same factor from each layer to the one before it. */
  FACTOR {
    @Override
    double[] line(double[] values, List<Integer> stages, double low, double high) {
      double[] line = new double[values.length];
      double factor = Math.sqrt(low * high);
      for (int i = line.length - 1; i >= 0; i--) {
        line[i] = i == line.length - 1 ? values[i] : line[i + 1] * factor;
      }
      return line;
    }
  };

  /**
   * Returns the predicted values.
   *
   * @param values measured, one a depth
   * @param stages of the same
   * @param low of the range that is expected
   * @param high likewise
   */
  abstract double[] line(double[] values, List<Integer> stages, double low, double high);

  /** The line of what the verdicts predict of a metric, null where they predict nothing. */
  double @Nullable [] line(
      List<Verdict> verdicts, String metric, double[] values, List<Integer> stages) {
    if (this == NONE || values.length == 0) {
      return null;
    }
    for (Verdict verdict : verdicts) {
      @Nullable Range range = verdict.expected();
      if (verdict.metric().equals(metric)
          && verdict.aim() == Aim.PREDICTION
          && range != null
          && Double.isFinite(range.low())
          && Double.isFinite(range.high())) {
        return Line.rounded(line(values, stages, range.low(), range.high()));
      }
    }
    return null;
  }
}
