// SPDX-License-Identifier: Apache-2.0
package org.reslab.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Expected values: {@code scipy.stats.t.interval(level, n - 1, loc=mean, scale=sem)} of SciPy. */
class IntervalTest {
  private static final double[] VALUES = {37.53, 43.98, 34.37};

  @Test
  void equalsScipyAt95Percent() {
    Interval interval = Interval.meanT(VALUES, 0.95);
    assertThat(interval.mean()).isEqualTo(38.626666666666665, within(1e-12));
    assertThat(interval.lower()).isEqualTo(26.459454151104183, within(1e-9));
    assertThat(interval.upper()).isEqualTo(50.79387918222915, within(1e-9));
    assertThat(interval.n()).isEqualTo(3);
    assertThat(interval.halfWidth()).isEqualTo(12.167212515562483, within(1e-9));
  }

  @Test
  void equalsScipyAt99Percent() {
    Interval interval = Interval.meanT(VALUES, 0.99);
    assertThat(interval.lower()).isEqualTo(10.560800329310702, within(1e-9));
    assertThat(interval.upper()).isEqualTo(66.69253300402264, within(1e-9));
  }

  @Test
  void oneValueHasNoInterval() {
    Interval interval = Interval.meanT(new double[] {1.5}, 0.95);
    assertThat(interval.mean()).isEqualTo(1.5);
    assertThat(interval.lower()).isNaN();
    assertThat(interval.upper()).isNaN();
    assertThat(interval.hasBounds()).isFalse();
  }

  @Test
  void noValuesHaveNoMean() {
    Interval interval = Interval.meanT(new double[0], 0.95);
    assertThat(interval.mean()).isNaN();
    assertThat(interval.n()).isZero();
  }

  @Test
  void equalValuesHaveAnIntervalOfNoWidth() {
    Interval interval = Interval.meanT(new double[] {2, 2, 2}, 0.95);
    assertThat(interval.hasBounds()).isTrue();
    assertThat(interval.halfWidth()).isZero();
  }

  @Test
  void refusesALevelThatIsNoProbability() {
    assertThatThrownBy(() -> Interval.meanT(VALUES, 95))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found 95.0, expected a number in (0, 1)");
  }
}
