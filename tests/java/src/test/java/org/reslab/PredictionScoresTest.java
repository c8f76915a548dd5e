// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Top-5 accuracy and calibration error. Expected numbers are PyTorch's ({@code torch.topk}, {@code
 * torch.softmax} in float64, bins between the edges of {@code numpy.linspace(0, 1, 16)}) or follow
 * from the definition.
 */
class PredictionScoresTest {
  private static PredictionScores scores(int classes, float[] logits, long... labels) {
    return Objects.requireNonNull(PredictionScores.of(logits, labels, classes));
  }

  @Test
  void theNumbersArePyTorchs() {
    float[] logits = {
      0.00f, 0.60f, -0.55f, -1.78f, -0.91f, -1.98f, 0.12f,
      2.68f, -0.98f, -1.24f, 0.98f, 0.71f, 0.21f, -1.86f,
      -0.06f, 1.39f, -2.69f, -0.92f, -3.80f, -2.58f, -3.68f,
      -0.47f, -2.53f, 0.54f, 0.31f, -0.37f, -5.03f, -1.08f,
      -0.10f, 0.23f, -3.06f, -0.96f, -1.96f, -1.62f, 2.12f,
      -1.62f, -0.07f, 1.77f, -1.17f, -0.22f, 0.22f, 0.13f,
      -2.45f, 0.15f, 2.72f, -3.09f, 1.72f, 0.24f, -1.28f,
      4.00f, 1.52f, -2.40f, 0.15f, 1.15f, -0.38f, 1.37f,
      -0.13f, 1.33f, 2.88f, -1.35f, 0.41f, -0.93f, 0.25f,
      -2.37f, -1.16f, -0.39f, 1.80f, 2.29f, -2.65f, -1.59f,
      1.29f, -3.98f, -0.93f, -0.19f, 2.51f, 1.38f, -0.65f,
      -0.74f, -0.50f, 3.05f, -0.86f, -0.61f, 0.71f, -0.24f,
    };
    PredictionScores found = scores(7, logits, 5, 2, 1, 2, 6, 2, 2, 0, 0, 4, 5, 2);
    assertThat(found.top5Accuracy()).isEqualTo(10.0 / 12);
    assertThat(found.calibrationError()).isEqualTo(0.22472542590406064, within(1e-14));
  }

  @ParameterizedTest
  @CsvSource({"0, 1, 0.36630867742627815", "4, 1, 0.6336913225737218", "5, 0, 0.6336913225737218"})
  void oneImageIsOffByItsConfidence(long label, double top5, double error) {
    PredictionScores found = scores(6, new float[] {3, 2, 1, 0, -1, -2}, label);
    assertThat(found.top5Accuracy()).isEqualTo(top5);
    assertThat(found.calibrationError()).isEqualTo(error, within(1e-14));
  }

  @ParameterizedTest
  @CsvSource({
    "5, 1", // four are larger, two are equal
    "6, 1", "0, 0", // six are larger
  })
  void anImageCountsWhereFewerThanFiveClassesAreLarger(long label, double top5) {
    float[] logits = {0, 9, 8, 7, 6, 5, 5};
    assertThat(scores(7, logits, label).top5Accuracy()).isEqualTo(top5);
  }

  @Test
  void equalLogitsPredictTheFirstClass() {
    // Ten classes at a tenth each, and one image of ten is of the first: perfectly calibrated.
    PredictionScores found = scores(10, new float[100], 0, 1, 1, 2, 3, 4, 5, 6, 7, 8);
    assertThat(found.top5Accuracy()).isEqualTo(1);
    assertThat(found.calibrationError()).isEqualTo(0, within(1e-15));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1"})
  void whoIsSureIsBestOrWorstCalibrated(long label, double error) {
    // Of which the exponential alone would overflow.
    float[] logits = {3e38f, -3e38f, -3e38f, -3e38f, -3e38f, -3e38f};
    assertThat(scores(6, logits, label).calibrationError()).isEqualTo(error);
  }

  @ParameterizedTest
  @CsvSource({
    "0.09309042245149612, 0.31", // confidence 0.18 is in the bin (2/15, 3/15]
    "0.3437715470790863, 0.51", // confidence 0.22 in the next
  })
  void aBinHasItsUpperEdge(float first, double error) {
    // A confidence of 1/5 = 3/15: with the other image it is in one bin, or it is not.
    float[] logits = {0, 0, 0, 0, 0, -1000, first, 0, 0, 0, 0, 0};
    assertThat(scores(6, logits, 0, 1).calibrationError()).isEqualTo(error, within(1e-8));
  }

  @Test
  void fiveClassesHaveNone() {
    assertThat(PredictionScores.of(new float[5], new long[1], 5)).isNull();
    assertThat(PredictionScores.of(new float[6], new long[1], 6)).isNotNull();
  }

  @Test
  void divergedLogitsHaveNone() {
    float[] values = {0, 0, 0, 0, 0, Float.NaN};
    Logits logits = new Logits(values, new long[1], 6, new Evaluation(1, 0, Double.NaN));
    assertThatThrownBy(logits::scores).isInstanceOf(DivergedException.class);
  }
}
