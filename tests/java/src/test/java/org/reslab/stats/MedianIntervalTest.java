// SPDX-License-Identifier: Apache-2.0
package org.reslab.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Ranks against the table of Conover 1999 (A4): the largest k with coverage of at least 95 %. */
class MedianIntervalTest {
  private static double[] shuffled(int n) {
    // 7 generates the numbers below 1, 2, …, n in another order for every n that it does not
    // divide.
    return IntStream.range(0, n).mapToDouble(i -> (i * 11 + 3) % n + 1).toArray();
  }

  @Test
  void fiveValuesHaveAMedianButNoIntervalAtNinetyFivePercent() {
    Interval interval = MedianInterval.of(shuffled(5), 0.95);
    assertThat(interval.mean()).isEqualTo(3);
    assertThat(interval.hasBounds()).isFalse();
    assertThat(interval.n()).isEqualTo(5);
    // 1 - 2 / 32: the smallest and the largest enclose the median at that level.
    Interval wide = MedianInterval.of(shuffled(5), 0.9375);
    assertThat(wide.lower()).isEqualTo(1);
    assertThat(wide.upper()).isEqualTo(5);
  }

  @Test
  void ranksAreThoseOfTheSignTest() {
    int[][] expected = {{6, 1}, {7, 1}, {8, 1}, {9, 2}, {12, 3}, {15, 4}, {20, 6}, {25, 8}};
    for (int[] each : expected) {
      int n = each[0];
      int rank = each[1];
      Interval interval = MedianInterval.of(shuffled(n), 0.95);
      assertThat(interval.lower()).as("n = %d", n).isEqualTo(rank);
      assertThat(interval.upper()).as("n = %d", n).isEqualTo(n + 1 - rank);
      assertThat(interval.mean()).as("n = %d", n).isCloseTo((n + 1) / 2.0, within(1e-12));
    }
  }

  @Test
  void valuesStayAsTheyWere() {
    double[] values = {3, 1, 2, 6, 5, 4};
    MedianInterval.of(values, 0.95);
    assertThat(values).containsExactly(3, 1, 2, 6, 5, 4);
  }

  @Test
  void nothingHasNoMedian() {
    assertThat(MedianInterval.of(new double[0], 0.95).mean()).isNaN();
  }

  @Test
  void levelIsAProbability() {
    assertThatThrownBy(() -> MedianInterval.of(new double[] {1}, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("level: found 1.0");
  }
}
