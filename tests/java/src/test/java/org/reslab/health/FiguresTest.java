// SPDX-License-Identifier: Apache-2.0
package org.reslab.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.reslab.InvalidArgumentException;
import org.reslab.stats.Interval;

class FiguresTest {
  @ParameterizedTest
  @CsvSource({
    "1.18712, 1.19",
    "17234.5, 17200",
    "0, 0",
    "-0.0312, -0.0312",
    "3.1e-6, 3.1e-6",
    "100, 100",
    "1e-4, 0.0001",
    "9.996e5, 1000000",
    "1.234e9, 1.23e9",
    "-4e20, -4e20",
    "NaN, undefined",
    "Infinity, infinity",
    "-Infinity, -infinity"
  })
  void haveThreeDigits(double value, String text) {
    assertThat(Figures.of(value)).isEqualTo(text);
  }

  @Test
  void tellTheBoundsWhereThereAreSome() {
    assertThat(Figures.of(new Interval(1.19, 1.18, 1.2, 16))).isEqualTo("1.19 [1.18, 1.2]");
    assertThat(Figures.of(new Interval(1.19, Double.NaN, Double.NaN, 1))).isEqualTo("1.19");
  }

  @Test
  void sayARangeInWords() {
    assertThat(new Range(0.5, 5)).hasToString("0.5 to 5");
    assertThat(new Range(Double.NEGATIVE_INFINITY, 100)).hasToString("at most 100");
    assertThat(new Range(0.1, Double.POSITIVE_INFINITY)).hasToString("at least 0.1");
    assertThat(new Range(0, 0)).hasToString("exactly 0");
  }

  @ParameterizedTest
  @CsvSource({"2, 1", "NaN, 1", "1, NaN", "-Infinity, Infinity"})
  void refuseARangeThatIsNone(double low, double high) {
    assertThatThrownBy(() -> new Range(low, high)).isInstanceOf(InvalidArgumentException.class);
  }
}
