// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Index;
import org.junit.jupiter.api.Test;
import org.reslab.report.series.Line.Samples;

class LineTest {
  private static final double NAN = Double.NaN;

  @Test
  void seedsBecomeMeanAndBand() {
    Line line =
        Line.over(
            List.of(
                new Samples(new double[] {1, 2}, new double[] {1, 5}),
                new Samples(new double[] {1, 2, 3}, new double[] {3, 7, 9})),
            1);
    assertThat(line.x()).containsExactly(1, 2, 3);
    assertThat(line.mean()).containsExactly(2, 6, 9);
    assertThat(line.low()).containsExactly(1, 5, 9);
    assertThat(line.high()).containsExactly(3, 7, 9);
  }

  @Test
  void oneSeedHasNoBand() {
    Line line = Line.over(List.of(new Samples(new double[] {1}, new double[] {4})), 1);
    assertThat(line.low()).isNull();
    assertThat(line.high()).isNull();
  }

  @Test
  void undefinedIsAGapWhereNoSeedHasAValue() {
    Line line =
        Line.over(
            List.of(
                new Samples(new double[] {1, 2}, new double[] {NAN, NAN}),
                new Samples(new double[] {1, 2}, new double[] {4, Double.POSITIVE_INFINITY})),
            1);
    assertThat(line.mean()).containsExactly(4, NAN);
  }

  @Test
  void thinningKeepsExtremesInTheBand() {
    double[] x = IntStream.rangeClosed(1, 1000).mapToDouble(i -> i).toArray();
    double[] y = IntStream.rangeClosed(1, 1000).mapToDouble(i -> i == 437 ? 99 : i % 2).toArray();
    Line line = Line.over(List.of(new Samples(x, y)), 10);
    assertThat(line.x()).hasSize(100).startsWith(10, 20).endsWith(1000);
    assertThat(line.mean()[0]).isEqualTo(0.5);
    assertThat(line.high()).contains(99, Index.atIndex(43));
    assertThat(line.low()).contains(0, Index.atIndex(43));
  }

  @Test
  void roundsToSixDigitsAndLeavesWholeNumbers() {
    assertThat(Line.rounded(0.123456789)).isEqualTo(0.123457);
    assertThat(Line.rounded(12345678)).isEqualTo(12345678);
    assertThat(Line.rounded(NAN)).isNaN();
  }

  @Test
  void anAxisIsLogarithmicFromARatioOfTwentyOn() {
    assertThat(Line.spansOrders(Stream.of(new double[] {1, NAN}, new double[] {20, 3}))).isTrue();
    assertThat(Line.spansOrders(Stream.of(new double[] {1, 19.9}))).isFalse();
    assertThat(Line.spansOrders(Stream.of(new double[] {0, 100}))).isFalse();
    assertThat(Line.spansOrders(Stream.of(new double[] {NAN}))).isFalse();
  }
}
