// SPDX-License-Identifier: Apache-2.0
package org.reslab.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.reslab.Measure;
import org.reslab.StepRecord;

/** Distances between what two devices computed. */
class DifferencesTest {
  private static final float[] NUMBERS = {1, -4, 2};

  @Test
  void logitsAreMeasuredByTheLargestOne() {
    assertThat(Differences.ofLogits(new float[] {1, -4, 2.5f}, NUMBERS)).isEqualTo(0.125);
    assertThat(Differences.ofLogits(NUMBERS, NUMBERS)).isZero();
  }

  @Test
  void aNumberThatIsNoneIsNeverWithinATolerance() {
    double difference = Differences.ofLogits(new float[] {Float.NaN, -4, 2}, NUMBERS);
    assertThat(difference).isNaN();
    assertThat(new ParityCheck("a", "b", difference, 1, "c").passed()).isFalse();
    assertThat(Differences.ofMeasures(measures(1, Double.NaN), measures(1, 2))).isNaN();
    assertThat(Differences.ofMeasures(measures(Double.NaN, 5), measures(1, 2))).isNaN();
  }

  @Test
  void aMetricThatIsDefinedOnNeitherSideIsTheSame() {
    assertThat(Differences.ofMeasures(measures(Double.NaN, 2), measures(Double.NaN, 4)))
        .isEqualTo(0.5);
  }

  @Test
  void whatIsRoundingBesideOtherLayersIsNothing() {
    List<Measure> expected =
        List.of(new Measure("mean", null, 0.5), new Measure("mean", null, 1e-17));
    List<Measure> found =
        List.of(new Measure("mean", null, 0.5), new Measure("mean", null, -2e-17));
    assertThat(Differences.ofMeasures(found, expected)).isLessThan(1e-9);
    List<Measure> wrong = List.of(new Measure("mean", null, 0.5), new Measure("mean", null, 1e-3));
    assertThat(Differences.ofMeasures(wrong, expected)).isEqualTo(1, within(1e-9));
  }

  @Test
  void bitsAreCounted() {
    assertThat(Differences.bits(new float[] {1, -4, Math.nextUp(2f)}, NUMBERS)).isEqualTo(1);
    assertThat(Differences.bits(new float[] {0f}, new float[] {-0f})).isEqualTo(1);
    assertThat(Differences.labels(new long[] {1, 2}, new long[] {2, 1})).isEqualTo(2);
    assertThat(Differences.bits(steps(1, 2), steps(1, 3))).isEqualTo(1);
    assertThat(Differences.ofLosses(steps(1, 2), steps(1, 4))).isEqualTo(0.5);
  }

  @Test
  void unlikeWorkIsNotCompared() {
    assertThatThrownBy(() -> Differences.bits(new float[1], NUMBERS))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("found 1 values, expected 3");
  }

  @Test
  void aDifferenceOnTheToleranceIsWithinIt() {
    assertThat(new ParityCheck("a", "b", 0, 0, "c").passed()).isTrue();
    assertThat(new ParityCheck("a", "b", 0.2, 0.1, "c").passed()).isFalse();
  }

  private static List<Measure> measures(double first, double second) {
    return List.of(new Measure("m", null, first), new Measure("n", null, second));
  }

  private static List<StepRecord> steps(double first, double second) {
    return List.of(
        new StepRecord(1, 1, 8, first, 1, 0.1, 0, 0),
        new StepRecord(2, 1, 8, second, 1, 0.1, 0, 0));
  }
}
