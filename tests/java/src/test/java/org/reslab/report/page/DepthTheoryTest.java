// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.reslab.report.page.DiagnosisFile.IntervalFile;
import org.reslab.report.page.DiagnosisFile.RangeFile;
import org.reslab.report.page.DiagnosisFile.VerdictFile;

class DepthTheoryTest {
  private static final double[] MEASURED = {1, 1.5, 0.7, 1.2};
  private static final List<Integer> STAGES = List.of(1, 1, 2, 2);

  private static List<VerdictFile> verdicts(String aim, @Nullable Double low, Double high) {
    return List.of(
        new VerdictFile(
            "acv_growth",
            aim,
            new IntervalFile(1.0, null, null),
            new RangeFile(low, high),
            "pass",
            "",
            "",
            ""));
  }

  @Test
  void growthBeginsAnewAtEachStage() {
    assertThat(
            DepthTheory.GROWTH.line(
                verdicts("prediction", 0.3, 0.5), "acv_growth", MEASURED, STAGES))
        .containsExactly(new double[] {1, 1.4, 0.7, 1.1}, within(1e-9));
  }

  @Test
  void factorGoesBackFromTheLastLayer() {
    assertThat(
            DepthTheory.FACTOR.line(
                verdicts("prediction", 1.0, 4.0), "acv_growth", MEASURED, STAGES))
        .containsExactly(new double[] {9.6, 4.8, 2.4, 1.2}, within(1e-9));
  }

  @Test
  void levelIsTheMiddle() {
    assertThat(
            DepthTheory.LEVEL.line(
                verdicts("prediction", 0.4, 0.6), "acv_growth", MEASURED, STAGES))
        .containsOnly(0.5);
  }

  @Test
  void nothingIsDrawnWhereNothingIsPredicted() {
    assertThat(DepthTheory.LEVEL.line(verdicts("health", 0.4, 0.6), "acv_growth", MEASURED, STAGES))
        .isNull();
    assertThat(
            DepthTheory.LEVEL.line(
                verdicts("prediction", null, 0.6), "acv_growth", MEASURED, STAGES))
        .isNull();
    assertThat(DepthTheory.LEVEL.line(verdicts("prediction", 0.4, 0.6), "other", MEASURED, STAGES))
        .isNull();
  }
}
