// SPDX-License-Identifier: Apache-2.0
package org.reslab.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Expected values: {@code scipy.stats.ttest_1samp(a - b, ∓margin, alternative="greater"/"less")}
 * and {@code scipy.stats.t.interval}.
 */
class EquivalenceTestTest {
  /**
   * Student (1908), <em>The Probable Error of a Mean</em>: extra hours of sleep with two drugs, ten
   * patients.
   */
  private static final double[] DRUG_1 = {0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};

  private static final double[] DRUG_2 = {1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};

  @Test
  void equalsScipyWithinAWideMargin() {
    EquivalenceTest test = EquivalenceTest.of(DRUG_1, DRUG_2, 2.5, 0.05);
    assertThat(test.margin()).isEqualTo(2.5);
    assertThat(test.lowerPValue()).isEqualTo(0.02111686024650077, within(1e-12));
    assertThat(test.upperPValue()).isEqualTo(1.2002417381896456e-6, within(1e-12));
    assertThat(test.pValue()).isEqualTo(test.lowerPValue());
    assertThat(test.difference().mean()).isEqualTo(-1.58, within(1e-12));
    assertThat(test.difference().lower()).isEqualTo(-2.293005267029284, within(1e-9));
    assertThat(test.difference().upper()).isEqualTo(-0.8669947329707164, within(1e-9));
    assertThat(test.equivalent(0.05)).isTrue();
    assertThat(test.equivalent(0.02)).isFalse();
  }

  @Test
  void equalsScipyWithinANarrowMargin() {
    EquivalenceTest test = EquivalenceTest.of(DRUG_1, DRUG_2, 1, 0.025);
    assertThat(test.lowerPValue()).isEqualTo(0.9149441145512885, within(1e-12));
    assertThat(test.upperPValue()).isEqualTo(4.7785956955468376e-5, within(1e-12));
    assertThat(test.difference().lower()).isEqualTo(-2.4598857632769824, within(1e-9));
    assertThat(test.equivalent(0.05)).isFalse();
  }

  @Test
  void changesSidesWithTheOrderOfThePair() {
    EquivalenceTest test = EquivalenceTest.of(DRUG_1, DRUG_2, 2.5, 0.05);
    EquivalenceTest other = EquivalenceTest.of(DRUG_2, DRUG_1, 2.5, 0.05);
    assertThat(other.upperPValue()).isEqualTo(test.lowerPValue(), within(1e-15));
    assertThat(other.lowerPValue()).isEqualTo(test.upperPValue(), within(1e-15));
    assertThat(other.pValue()).isEqualTo(test.pValue(), within(1e-15));
  }

  @ParameterizedTest
  @CsvSource({"1, 0.05", "2.2, 0.05", "2.3, 0.05", "2.4, 0.025", "2.5, 0.025", "2.5, 0.01"})
  void theIntervalIsInsideTheMarginJustWhereTheTestRejects(double margin, double alpha) {
    EquivalenceTest test = EquivalenceTest.of(DRUG_1, DRUG_2, margin, alpha);
    assertThat(test.equivalent(alpha)).isEqualTo(test.difference().inside(-margin, margin));
  }

  @Test
  void noDifferenceAtAllIsEquivalent() {
    EquivalenceTest test =
        EquivalenceTest.of(new double[] {1, 2}, new double[] {1, 2}, 0.001, 0.05);
    assertThat(test.pValue()).isZero();
    assertThat(test.difference().inside(-0.001, 0.001)).isTrue();
    assertThat(test.equivalent(0.05)).isTrue();
  }

  @Test
  void differencesThatDoNotVaryEstimateNothing() {
    EquivalenceTest test =
        EquivalenceTest.of(new double[] {.1, .2, .3}, new double[] {.2, .3, .4}, 1, 0.05);
    assertThat(test.difference().mean()).isCloseTo(-.1, within(1e-12));
    assertThat(test.difference().hasBounds()).isFalse();
    assertThat(test.lowerPValue()).isNaN();
    assertThat(test.upperPValue()).isNaN();
    assertThat(test.pValue()).isNaN();
    assertThat(test.equivalent(0.05)).isFalse();
  }

  @Test
  void aValueThatIsNotANumberIsNoEvidence() {
    EquivalenceTest test =
        EquivalenceTest.of(new double[] {1, 2, Double.NaN}, new double[] {1, 2.5, 3}, 1, 0.05);
    assertThat(test.pValue()).isNaN();
    assertThat(test.equivalent(0.05)).isFalse();
  }

  @Test
  void refusesASinglePair() {
    assertThatThrownBy(() -> EquivalenceTest.of(new double[] {1}, new double[] {2}, 1, 0.05))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found 1 and 1 values, expected equally many and at least 2");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesAMarginThatIsNone(double margin) {
    assertThatThrownBy(() -> EquivalenceTest.of(DRUG_1, DRUG_2, margin, 0.05))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("margin: found " + margin + ", expected a positive, finite number");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 0.95, Double.NaN})
  void refusesAnAlphaThatLeavesNoInterval(double alpha) {
    assertThatThrownBy(() -> EquivalenceTest.of(DRUG_1, DRUG_2, 1, alpha))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("alpha: found " + alpha + ", expected a number in (0, 0.5)");
  }
}
