// SPDX-License-Identifier: Apache-2.0
package org.reslab.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PairedTestTest {
  /**
   * Student (1908), <em>The Probable Error of a Mean</em>: extra hours of sleep with two drugs, ten
   * patients.
   */
  private static final double[] DRUG_1 = {0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};

  private static final double[] DRUG_2 = {1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};

  @Test
  void equalsThePublishedResultOfStudentsSleepData() {
    PairedTest test = PairedTest.of(DRUG_1, DRUG_2, 0.95);
    assertThat(test.statistic()).isEqualTo(-4.062127683382037, within(1e-12));
    assertThat(test.pValue()).isEqualTo(0.002832890197384273, within(1e-12));
    assertThat(test.difference().mean()).isEqualTo(-1.58, within(1e-12));
    assertThat(test.difference().lower()).isEqualTo(-2.4598857632769824, within(1e-9));
    assertThat(test.difference().upper()).isEqualTo(-0.7001142367230176, within(1e-9));
  }

  @Test
  void noDifferenceAtAllIsNoEvidence() {
    PairedTest test = PairedTest.of(new double[] {1, 2}, new double[] {1, 2}, 0.95);
    assertThat(test.pValue()).isEqualTo(1);
    assertThat(test.difference().mean()).isZero();
  }

  @Test
  void differencesThatDoNotVaryEstimateNothing() {
    PairedTest test = PairedTest.of(new double[] {.1, .2, .3}, new double[] {.2, .3, .4}, 0.95);
    assertThat(test.difference().mean()).isCloseTo(-.1, within(1e-12));
    assertThat(test.difference().hasBounds()).isFalse();
    assertThat(test.pValue()).isNaN();
  }

  @Test
  void aTestThatCouldNotBeMadeDoesNotCount() {
    assertThat(PairedTest.holm(new double[] {.01, Double.NaN, .04}))
        .containsExactly(.02, Double.NaN, .04);
  }

  @Test
  void refusesASinglePair() {
    assertThatThrownBy(() -> PairedTest.of(new double[] {1}, new double[] {2}, 0.95))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found 1 and 1 values, expected equally many and at least 2");
  }

  /** The values are those of {@code p.adjust(c(.01, .04, .03, .005), "holm")} of R. */
  @Test
  void holmAdjustsStepDownAndKeepsTheOrder() {
    assertThat(PairedTest.holm(new double[] {0.01, 0.04, 0.03, 0.005}))
        .containsExactly(new double[] {0.03, 0.06, 0.06, 0.02}, within(1e-15));
  }

  @Test
  void holmNeverExceedsOne() {
    assertThat(PairedTest.holm(new double[] {0.6, 0.9})).containsExactly(1, 1);
    assertThat(PairedTest.holm(new double[0])).isEmpty();
  }
}
