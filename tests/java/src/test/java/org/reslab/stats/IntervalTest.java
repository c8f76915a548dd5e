// SPDX-License-Identifier: Apache-2.0
package org.reslab.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
  void containsItsBounds() {
    Interval interval = new Interval(2, 1, 3, 5);
    assertThat(interval.contains(1)).isTrue();
    assertThat(interval.contains(3)).isTrue();
    assertThat(interval.contains(Math.nextDown(1.0))).isFalse();
    assertThat(interval.contains(Math.nextUp(3.0))).isFalse();
    assertThat(interval.contains(Double.NaN)).isFalse();
  }

  @Test
  void isInsideDisjointOrStraddles() {
    Interval interval = new Interval(2, 1, 3, 5);
    assertThat(interval.inside(1, 3)).isTrue();
    assertThat(interval.disjointFrom(1, 3)).isFalse();
    assertThat(interval.inside(Double.NEGATIVE_INFINITY, 3)).isTrue();

    assertThat(interval.inside(Math.nextUp(1.0), 3)).isFalse();
    assertThat(interval.inside(1, Math.nextDown(3.0))).isFalse();
    assertThat(interval.disjointFrom(2, 2)).isFalse();

    assertThat(interval.disjointFrom(3, 4)).isFalse();
    assertThat(interval.disjointFrom(Math.nextUp(3.0), 4)).isTrue();
    assertThat(interval.disjointFrom(0, 1)).isFalse();
    assertThat(interval.disjointFrom(Double.NEGATIVE_INFINITY, Math.nextDown(1.0))).isTrue();
    assertThat(interval.inside(4, 5)).isFalse();
  }

  @Test
  void isCutToWhatIsPossible() {
    assertThat(new Interval(0.5, -2, 3, 2).within(Bounds.SHARE))
        .isEqualTo(new Interval(0.5, 0, 1, 2));
    assertThat(new Interval(0.5, 0.4, 0.6, 2).within(Bounds.SHARE))
        .isEqualTo(new Interval(0.5, 0.4, 0.6, 2));
    assertThat(new Interval(0.5, -2, 3, 2).within(Bounds.SHARE.ofDifference()))
        .isEqualTo(new Interval(0.5, -1, 1, 2));
    assertThat(new Interval(0.5, Double.NaN, Double.NaN, 1).within(Bounds.SHARE).hasBounds())
        .isFalse();
    // A cosine that rounding put above 1 keeps ends in their order.
    double above = Math.nextUp(1.0);
    assertThat(new Interval(above, above, above, 2).within(Bounds.COSINE))
        .isEqualTo(new Interval(above, 1, 1, 2));
    assertThatThrownBy(() -> new Bounds(1, 0)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({"NaN, NaN", "1, NaN", "NaN, 3"})
  void withoutBoundsDecidesNothing(double lower, double upper) {
    Interval unknown = new Interval(2, lower, upper, 1);
    assertThat(unknown.contains(2)).isFalse();
    assertThat(unknown.inside(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY)).isFalse();
    assertThat(unknown.disjointFrom(10, 11)).isFalse();
    assertThat(unknown.disjointFrom(-11, -10)).isFalse();
  }

  @Test
  void refusesARangeThatIsNone() {
    Interval interval = new Interval(2, 1, 3, 5);
    assertThatThrownBy(() -> interval.inside(2, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("range: found [2.0, 1.0], expected a lower end at most the upper");
    assertThatThrownBy(() -> interval.disjointFrom(Double.NaN, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("range: found [NaN, 1.0], expected a lower end at most the upper");
  }

  @Test
  void refusesALevelThatIsNoProbability() {
    assertThatThrownBy(() -> Interval.meanT(VALUES, 95))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found 95.0, expected a number in (0, 1)");
  }
}
