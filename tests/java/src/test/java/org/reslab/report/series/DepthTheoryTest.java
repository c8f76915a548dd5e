// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.reslab.health.Aim;
import org.reslab.health.Range;
import org.reslab.health.Status;
import org.reslab.health.Summary;
import org.reslab.health.Verdict;
import org.reslab.metrics.DepthChart.Course;
import org.reslab.metrics.DepthChart.Prediction;
import org.reslab.stats.Interval;

class DepthTheoryTest {
  private static final double[] MEASURED = {1, 1.5, 0.7, 1.2};
  private static final List<Integer> STAGES = List.of(1, 1, 2, 2);

  private static List<Verdict> verdicts(Aim aim, double low, double high) {
    return List.of(
        new Verdict(
            "acv_growth",
            aim,
            new Interval(1, Double.NaN, Double.NaN, 1),
            Summary.MEAN,
            1,
            0,
            new Range(low, high),
            Status.PASS,
            "",
            "",
            ""));
  }

  @Test
  void growthBeginsAnewAtEachStage() {
    assertThat(
            DepthTheory.line(
                new Prediction("acv_growth", Course.GROWTH),
                verdicts(Aim.PREDICTION, 0.3, 0.5),
                MEASURED,
                STAGES))
        .containsExactly(new double[] {1, 1.4, 0.7, 1.1}, within(1e-9));
  }

  @Test
  void factorGoesBackFromTheLastLayer() {
    assertThat(
            DepthTheory.line(
                new Prediction("acv_growth", Course.FACTOR),
                verdicts(Aim.PREDICTION, 1.0, 4.0),
                MEASURED,
                STAGES))
        .containsExactly(new double[] {9.6, 4.8, 2.4, 1.2}, within(1e-9));
  }

  @Test
  void levelIsTheMiddle() {
    assertThat(
            DepthTheory.line(
                new Prediction("acv_growth", Course.LEVEL),
                verdicts(Aim.PREDICTION, 0.4, 0.6),
                MEASURED,
                STAGES))
        .containsOnly(0.5);
  }

  @Test
  void nothingIsDrawnWhereNothingIsPredicted() {
    assertThat(
            DepthTheory.line(
                new Prediction("acv_growth", Course.LEVEL),
                verdicts(Aim.HEALTH, 0.4, 0.6),
                MEASURED,
                STAGES))
        .isNull();
    assertThat(
            DepthTheory.line(
                new Prediction("acv_growth", Course.LEVEL),
                verdicts(Aim.PREDICTION, Double.NEGATIVE_INFINITY, 0.6),
                MEASURED,
                STAGES))
        .isNull();
    assertThat(
            DepthTheory.line(
                new Prediction("other", Course.LEVEL),
                verdicts(Aim.PREDICTION, 0.4, 0.6),
                MEASURED,
                STAGES))
        .isNull();
  }
}
