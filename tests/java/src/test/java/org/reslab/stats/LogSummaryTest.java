// SPDX-License-Identifier: Apache-2.0
package org.reslab.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/**
 * Expected values: {@code scipy.stats.gmean} and the exponential of {@code scipy.stats.t.interval}
 * of the logarithms.
 */
class LogSummaryTest {
  private static final double[] VALUES = {0.5, 2, 8, 1.25, 30};

  @Test
  void equalsScipy() {
    LogSummary summary = LogSummary.of(VALUES, 0.95);
    Interval mean = summary.geometricMean();
    assertThat(mean.mean()).isEqualTo(3.1291346445318977, within(1e-12));
    assertThat(mean.lower()).isEqualTo(0.4227350382838613, within(1e-9));
    assertThat(mean.upper()).isEqualTo(23.162223939040764, within(1e-9));
    assertThat(mean.n()).isEqualTo(5);
    assertThat(summary.leftOut()).isZero();
  }

  @Test
  void countsWhatHasNoLogarithm() {
    double[] values = {
      0.5, 0, 2, -0.0, 8, -1, 1.25, Double.NaN, 30, Double.POSITIVE_INFINITY,
    };
    LogSummary summary = LogSummary.of(values, 0.95);
    assertThat(summary.leftOut()).isEqualTo(5);
    assertThat(summary.geometricMean()).isEqualTo(LogSummary.of(VALUES, 0.95).geometricMean());
  }

  @Test
  void oneValueHasNoInterval() {
    Interval mean = LogSummary.of(new double[] {0, 2}, 0.95).geometricMean();
    assertThat(mean.mean()).isEqualTo(2, within(1e-15));
    assertThat(mean.hasBounds()).isFalse();
    assertThat(mean.n()).isEqualTo(1);
  }

  @Test
  void noValuesHaveNoMean() {
    LogSummary summary = LogSummary.of(new double[] {0, -1}, 0.95);
    assertThat(summary.geometricMean().mean()).isNaN();
    assertThat(summary.geometricMean().n()).isZero();
    assertThat(summary.leftOut()).isEqualTo(2);
  }

  @Test
  void doesNotOverflow() {
    Interval mean = LogSummary.of(new double[] {1e-300, 1e300, 1e300, 1e300}, 0.95).geometricMean();
    assertThat(mean.mean()).isCloseTo(1e150, within(1e138));
  }

  @Test
  void refusesALevelThatIsNoProbability() {
    assertThatThrownBy(() -> LogSummary.of(VALUES, 95))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found 95.0, expected a number in (0, 1)");
  }
}
