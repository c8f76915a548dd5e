// SPDX-License-Identifier: Apache-2.0
package org.reslab.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SlopeFitTest {
  /** The first set of Anscombe (1973), <em>Graphs in Statistical Analysis</em>. */
  private static final double[] X = {10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5};

  private static final double[] Y = {
    8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68,
  };

  /** Lines that rise, but the higher the further left. */
  private static final double[] GROUPED_X = {1, 2, 3, 4, 2, 3, 5, 6, 5, 7, 8, 10};

  private static final double[] GROUPED_Y = {
    9.1, 9.8, 11.2, 11.9, 5.2, 5.9, 8.3, 8.8, 1.1, 3.2, 3.9, 6.4,
  };

  private static final int[] GROUP = {7, 7, 7, 7, -1, -1, -1, -1, 3, 3, 3, 3};

  /** Expected values: {@code scipy.stats.linregress} and {@code scipy.stats.t.ppf}. */
  @Test
  void equalsScipyOnAnscombesData() {
    SlopeFit fit = SlopeFit.of(X, Y, 0.95);
    assertThat(fit.slope().mean()).isEqualTo(0.5000909090909091, within(1e-12));
    assertThat(fit.slope().lower()).isEqualTo(0.2333701363851875, within(1e-9));
    assertThat(fit.slope().upper()).isEqualTo(0.7668116817966308, within(1e-9));
    assertThat(fit.slope().n()).isEqualTo(11);
    assertThat(fit.intercept()).isEqualTo(3.0000909090909103, within(1e-12));
    assertThat(fit.intercepts()).isEqualTo(Map.of(0, fit.intercept()));
    assertThat(fit.standardError()).isEqualTo(0.11790550059563408, within(1e-12));
    assertThat(fit.rSquared()).isEqualTo(0.666542459508775, within(1e-12));
    assertThat(SlopeFit.of(X, Y, 0.99).slope().lower())
        .isEqualTo(0.11691742270600597, within(1e-9));
  }

  /** Expected values: {@code numpy.linalg.lstsq} with a dummy variable for each group. */
  @Test
  void equalsARegressionWithDummyVariables() {
    SlopeFit fit = SlopeFit.withinGroups(GROUPED_X, GROUPED_Y, GROUP, 0.95);
    assertThat(fit.slope().mean()).isEqualTo(1.0035714285714255, within(1e-12));
    assertThat(fit.slope().lower()).isEqualTo(0.9061684808558295, within(1e-9));
    assertThat(fit.slope().upper()).isEqualTo(1.1009743762870214, within(1e-9));
    assertThat(fit.slope().n()).isEqualTo(12);
    assertThat(fit.standardError()).isEqualTo(0.04223884347326732, within(1e-12));
    assertThat(fit.rSquared()).isEqualTo(0.9860264735264735, within(1e-12));
    assertThat(fit.intercepts()).containsOnlyKeys(-1, 3, 7);
    assertThat(fit.intercepts().get(-1)).isEqualTo(3.0357142857143, within(1e-12));
    assertThat(fit.intercepts().get(3)).isEqualTo(-3.8767857142856865, within(1e-12));
    assertThat(fit.intercepts().get(7)).isEqualTo(7.991071428571439, within(1e-12));
    assertThatThrownBy(fit::intercept)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("intercept: found 3 lines, expected one");
  }

  @Test
  void groupsMayChangeTheSignOfTheSlope() {
    assertThat(SlopeFit.of(GROUPED_X, GROUPED_Y, 0.95).slope().mean()).isNegative();
  }

  @Test
  void aGroupOfOnePointSaysNothingOfTheSlope() {
    double[] x = Arrays.copyOf(GROUPED_X, 13);
    double[] y = Arrays.copyOf(GROUPED_Y, 13);
    int[] group = Arrays.copyOf(GROUP, 13);
    x[12] = 20;
    y[12] = -50;
    group[12] = 100;
    SlopeFit without = SlopeFit.withinGroups(GROUPED_X, GROUPED_Y, GROUP, 0.95);
    SlopeFit with = SlopeFit.withinGroups(x, y, group, 0.95);
    assertThat(with.slope().lower()).isEqualTo(without.slope().lower(), within(1e-12));
    assertThat(with.slope().upper()).isEqualTo(without.slope().upper(), within(1e-12));
    assertThat(with.intercepts().get(100))
        .isEqualTo(-50 - 20 * without.slope().mean(), within(1e-9));
  }

  @Test
  void keepsItsDigitsFarFromZero() {
    double[] far = Arrays.stream(X).map(x -> x + 1e9).toArray();
    SlopeFit fit = SlopeFit.of(far, Y, 0.95);
    assertThat(fit.slope().mean()).isEqualTo(0.5000909090909091, within(1e-12));
    assertThat(fit.standardError()).isEqualTo(0.11790550059563408, within(1e-12));
  }

  @Test
  void aLineLeavesNothingOver() {
    SlopeFit fit = SlopeFit.of(new double[] {1, 2, 4}, new double[] {5, 7, 11}, 0.95);
    assertThat(fit.slope().mean()).isEqualTo(2, within(1e-12));
    assertThat(fit.slope().halfWidth()).isEqualTo(0, within(1e-12));
    assertThat(fit.intercept()).isEqualTo(3, within(1e-12));
    assertThat(fit.rSquared()).isEqualTo(1, within(1e-12));
  }

  @Test
  void twoPointsHaveALineAndNoInterval() {
    SlopeFit fit = SlopeFit.of(new double[] {1, 2}, new double[] {5, 7}, 0.95);
    assertThat(fit.slope().mean()).isEqualTo(2, within(1e-12));
    assertThat(fit.slope().hasBounds()).isFalse();
    assertThat(fit.standardError()).isNaN();
    assertThat(fit.intercept()).isEqualTo(3, within(1e-12));
  }

  @Test
  void twoGroupsOfThreePointsInAllHaveNoInterval() {
    SlopeFit fit =
        SlopeFit.withinGroups(
            new double[] {1, 2, 1}, new double[] {5, 7, 0}, new int[] {0, 0, 1}, 0.95);
    assertThat(fit.slope().mean()).isEqualTo(2, within(1e-12));
    assertThat(fit.slope().hasBounds()).isFalse();
  }

  @Test
  void anXThatDoesNotVaryHasNoSlope() {
    // The two are 5.6e-17 apart.
    SlopeFit fit =
        SlopeFit.of(new double[] {0.3, 0.1 + 0.2, 0.3, 0.3}, new double[] {1, 2, 3, 4}, 0.95);
    assertThat(fit.slope().mean()).isNaN();
    assertThat(fit.slope().hasBounds()).isFalse();
    assertThat(fit.intercept()).isNaN();
    assertThat(fit.standardError()).isNaN();
    assertThat(fit.rSquared()).isNaN();
  }

  @Test
  void anXThatDoesNotVaryWithinGroupsHasNoSlope() {
    SlopeFit fit =
        SlopeFit.withinGroups(
            new double[] {1, 1, 1, 2, 2},
            new double[] {1, 2, 3, 4, 5},
            new int[] {0, 0, 0, 1, 1},
            0.95);
    assertThat(fit.slope().mean()).isNaN();
    assertThat(fit.slope().hasBounds()).isFalse();
  }

  @Test
  void aYThatDoesNotVaryHasNoRise() {
    SlopeFit fit =
        SlopeFit.of(new double[] {1, 2, 3, 4}, new double[] {0.3, 0.1 + 0.2, 0.3, 0.3}, 0.95);
    assertThat(fit.slope().mean()).isZero();
    assertThat(fit.slope().halfWidth()).isZero();
    assertThat(fit.rSquared()).isNaN();
  }

  @Test
  void noPointsHaveNothing() {
    SlopeFit fit = SlopeFit.of(new double[0], new double[0], 0.95);
    assertThat(fit.slope().mean()).isNaN();
    assertThat(fit.slope().n()).isZero();
    assertThat(fit.intercepts()).isEmpty();
    assertThatThrownBy(fit::intercept).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void refusesValuesThatAreNotFinite() {
    double[] ones = {1, 1, 1};
    assertThatThrownBy(() -> SlopeFit.of(new double[] {1, Double.NaN, 3}, ones, 0.95))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("slope: found x[1] = NaN, expected finite numbers");
    assertThatThrownBy(() -> SlopeFit.of(ones, new double[] {1, 2, Double.NEGATIVE_INFINITY}, 0.95))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("slope: found y[2] = -Infinity, expected finite numbers");
  }

  @Test
  void refusesLengthsThatDiffer() {
    assertThatThrownBy(() -> SlopeFit.withinGroups(X, Y, GROUP, 0.95))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("slope: found 11 x, 11 y and 12 groups, expected equally many");
  }

  @Test
  void refusesALevelThatIsNoProbability() {
    assertThatThrownBy(() -> SlopeFit.of(X, Y, 95))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found 95.0, expected a number in (0, 1)");
  }
}
