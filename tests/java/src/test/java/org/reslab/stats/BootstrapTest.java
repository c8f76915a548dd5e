// SPDX-License-Identifier: Apache-2.0
package org.reslab.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.statistics.descriptive.StandardDeviation;
import org.apache.commons.statistics.descriptive.Variance;
import org.junit.jupiter.api.Test;

/**
 * Expected values: {@code scipy.stats.bootstrap(method="BCa", n_resamples=400000)}, whose own seeds
 * differ by less than a third of the tolerances. Percentile intervals lie outside.
 */
class BootstrapTest {
  private static final double[] SKEWED = {
    0.12, 0.25, 0.31, 0.44, 0.58, 0.61, 0.93, 1.4, 2.2, 3.7, 5.9, 14.3,
  };

  /** Column A of table 14.1 in Efron and Tibshirani (1993): spatial perception of 26 children. */
  private static final double[] SPATIAL = {
    48, 36, 20, 29, 42, 42, 20, 42, 22, 41, 45, 14, 6, 0, 33, 28, 34, 4, 32, 24, 47, 41, 24, 26, 30,
    41,
  };

  private static final Bootstrap BOOTSTRAP = new Bootstrap(40_000, 1);

  @Test
  void equalsScipyForTheMean() {
    Interval interval = BOOTSTRAP.mean(SKEWED, 0.95);
    assertThat(interval.mean()).isEqualTo(2.5616666666666665, within(1e-12));
    assertThat(interval.lower()).isEqualTo(1.0875, within(0.02));
    assertThat(interval.upper()).isEqualTo(6.39, within(0.15));
    assertThat(interval.n()).isEqualTo(12);
  }

  @Test
  void equalsScipyForTheMedian() {
    Interval interval = BOOTSTRAP.median(Arrays.copyOf(SKEWED, 11), 0.9);
    assertThat(interval.mean()).isEqualTo(0.61);
    assertThat(interval.lower()).isEqualTo(0.44, within(1e-12));
    assertThat(interval.upper()).isEqualTo(2.2, within(1e-12));
    assertThat(interval.n()).isEqualTo(11);
  }

  @Test
  void equalsScipyForAnyStatistic() {
    Interval interval =
        BOOTSTRAP.bca(
            SKEWED, sample -> StandardDeviation.of(sample).setBiased(true).getAsDouble(), 0.9);
    assertThat(interval.lower()).isEqualTo(1.6364, within(0.02));
    assertThat(interval.upper()).isEqualTo(6.393, within(0.08));
  }

  /** Table 14.2 in Efron and Tibshirani (1993), of 2000 resamples. */
  @Test
  void equalsThePublishedIntervalOfAVariance() {
    Interval interval =
        BOOTSTRAP.bca(SPATIAL, sample -> Variance.of(sample).setBiased(true).getAsDouble(), 0.9);
    assertThat(interval.mean()).isEqualTo(171.5, within(0.05));
    assertThat(interval.lower()).isEqualTo(115.8, within(1.5));
    assertThat(interval.upper()).isEqualTo(259.6, within(3.0));
  }

  @Test
  void theSeedDecidesTheInterval() {
    Bootstrap few = new Bootstrap(500, 7);
    Interval first = few.mean(SKEWED, 0.95);
    assertThat(few.mean(SKEWED, 0.95)).isEqualTo(first);
    assertThat(new Bootstrap(500, 8).mean(SKEWED, 0.95)).isNotEqualTo(first);
  }

  /** Of 1, 2 and 4 many resamples have the mean of the values, but for rounding. */
  @Test
  void roundingDoesNotDecideTies() {
    double[] whole = {1, 2, 4};
    double[] tenths = {0.1, 0.2, 0.4};
    Interval expected = naive(whole);
    Interval interval = naive(tenths);
    assertThat(interval.lower() * 10).isEqualTo(expected.lower(), within(1e-12));
    assertThat(interval.upper() * 10).isEqualTo(expected.upper(), within(1e-12));
  }

  private static Interval naive(double[] values) {
    return BOOTSTRAP.bca(values, sample -> Arrays.stream(sample).reduce(0, Double::sum), 0.8);
  }

  @Test
  void aStatisticMayReorderItsArgument() {
    double[] shuffled = {3.7, 0.44, 14.3, 0.12, 0.61, 2.2, 0.25, 5.9, 0.31, 1.4, 0.58, 0.93};
    double[] before = shuffled.clone();
    Interval interval =
        BOOTSTRAP.bca(
            shuffled,
            sample -> {
              Arrays.sort(sample);
              return (sample[(sample.length - 1) / 2] + sample[sample.length / 2]) / 2;
            },
            0.95);
    assertThat(shuffled).containsExactly(before);
    assertThat(interval).isEqualTo(BOOTSTRAP.median(shuffled, 0.95));
  }

  @Test
  void fewerThanTwoValuesHaveNoBounds() {
    Interval one = BOOTSTRAP.mean(new double[] {1.5}, 0.95);
    assertThat(one.mean()).isEqualTo(1.5);
    assertThat(one.hasBounds()).isFalse();
    Interval none = BOOTSTRAP.median(new double[0], 0.95);
    assertThat(none.mean()).isNaN();
    assertThat(none.hasBounds()).isFalse();
    assertThat(none.n()).isZero();
    assertThat(BOOTSTRAP.bca(new double[0], sample -> sample[0], 0.95).mean()).isNaN();
  }

  @Test
  void constantValuesHaveNoBounds() {
    Interval interval = BOOTSTRAP.mean(new double[] {0.1, 0.1, 0.1}, 0.95);
    assertThat(interval.mean()).isEqualTo(0.1, within(1e-15));
    assertThat(interval.hasBounds()).isFalse();
    // 0.1 + 0.2 is the number above 0.3.
    double[] rounded = {0.3, 0.1 + 0.2, 0.3};
    assertThat(BOOTSTRAP.mean(rounded, 0.95).hasBounds()).isFalse();
  }

  @Test
  void aValueThatIsNotANumberLeavesNoBounds() {
    assertThat(BOOTSTRAP.mean(new double[] {1, 2, Double.NaN}, 0.95).hasBounds()).isFalse();
    assertThat(BOOTSTRAP.mean(new double[] {1, 2, 1 / 0.0}, 0.95).hasBounds()).isFalse();
  }

  /** A standard deviation of one value is none: it fails in the jackknife of two. */
  @Test
  void aStatisticThatFailsWithoutAValueLeavesNoBounds() {
    Interval interval =
        BOOTSTRAP.bca(
            new double[] {1, 2},
            sample -> sample.length < 2 ? Double.NaN : Arrays.stream(sample).sum(),
            0.95);
    assertThat(interval.mean()).isEqualTo(3);
    assertThat(interval.hasBounds()).isFalse();
  }

  /** A sample drawn with replacement is hardly ever of 30 different values. */
  @Test
  void anEstimateOutsideTheResamplesHasNoBounds() {
    double[] values = IntStream.range(0, 30).mapToDouble(i -> i).toArray();
    Interval interval =
        BOOTSTRAP.bca(values, sample -> Arrays.stream(sample).distinct().count(), 0.95);
    assertThat(interval.mean()).isEqualTo(30);
    assertThat(interval.hasBounds()).isFalse();
  }

  /** With the normal quantile of its tail, the adjustment is past its pole. */
  @Test
  void anExtremeLevelHasNoBounds() {
    double[] values = new double[100];
    values[0] = 1;
    assertThat(BOOTSTRAP.mean(values, 0.95).hasBounds()).isTrue();
    assertThat(BOOTSTRAP.mean(values, 1 - 1e-12).hasBounds()).isFalse();
  }

  @Test
  void boundsLieBetweenResamples() {
    List<Double> sums = new ArrayList<>();
    Interval interval =
        new Bootstrap(20, 1)
            .bca(
                SKEWED,
                sample -> {
                  sums.add(Arrays.stream(sample).sum());
                  return sums.getLast();
                },
                0.5);
    assertThat(sums).hasSize(1 + 20 + 12).doesNotContain(interval.lower(), interval.upper());
  }

  /** Median of which most values are alike: the jackknife sees no variance, the resamples do. */
  @Test
  void withoutJackknifeVarianceThereIsNoAcceleration() {
    Interval interval = BOOTSTRAP.median(new double[] {1, 2, 2, 2, 9}, 0.95);
    assertThat(interval.mean()).isEqualTo(2);
    assertThat(interval.lower()).isBetween(1.0, 2.0);
    assertThat(interval.upper()).isBetween(2.0, 9.0);
  }

  @Test
  void refusesNoResamples() {
    assertThatThrownBy(() -> new Bootstrap(0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("resamples: found 0, expected a positive number");
  }

  @Test
  void refusesALevelThatIsNoProbability() {
    assertThatThrownBy(() -> BOOTSTRAP.mean(SKEWED, 95))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found 95.0, expected a number in (0, 1)");
  }
}
