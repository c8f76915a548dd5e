// SPDX-License-Identifier: Apache-2.0
package org.reslab.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {
  @ParameterizedTest
  @CsvSource({
    "1.18712, 1.187",
    "17234.5, 17235",
    "0, 0",
    "-0.0312, -0.0312",
    "3.1e-6, 3.1e-6",
    "100, 100",
    "1e-4, 0.0001",
    "9.9996, 10",
    "999600.4, 999600",
    "1234567, 1234567",
    "1234567.5, 1.235e6",
    "1.234e9, 1.234e9",
    "9.9996e-5, 1e-4",
    "-4e20, -4e20",
    "NaN, undefined",
    "Infinity, infinity",
    "-Infinity, -infinity"
  })
  void valuesHaveFourDigits(double value, String text) {
    assertThat(Numbers.value(value)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1.19 | 1.18 | 1.2 | 1.190 [1.180, 1.200]",
        "1.19 | NaN | NaN | 1.190",
        "NaN | NaN | NaN | undefined",
        "0 | 0 | 0 | 0 [0, 0]",
        "5 | NaN | NaN | 5",
        // What one card showed as 1.433e+04 [6890, 2.978e+04] and as [-4.53e-04, 0.004378].
        "14332.5 | 6890.4 | 29783.1 | 14333 [6890, 29783]",
        "0.001962 | -0.000453 | 0.004378 | 0.001962 [-0.0004530, 0.004378]",
        "928.3 | 201.1 | 4286.2 | 928.3 [201.1, 4286]",
        "33.79 | 0.2345 | 4870.1 | 33.79 [0.2345, 4870]",
        "0.001 | 1e-5 | 0.002 | 1.000e-3 [1.000e-5, 2.000e-3]",
        "2e5 | 1.5e5 | 1234567.5 | 2.000e5 [1.500e5, 1.235e6]",
        "3e-5 | 2e-6 | 4.5e-4 | 3.000e-5 [2.000e-6, 4.500e-4]",
        "1e-5 | 0 | 2e-5 | 1.000e-5 [0, 2.000e-5]"
      })
  void anIntervalHasOneNotationAndPrecision(
      double mean, double lower, double upper, String text) {
    assertThat(Numbers.interval(mean, lower, upper)).isEqualTo(text);
  }

  @Test
  void aColumnHasOneNotationToo() {
    assertThat(Numbers.alike(0.63, 5.3, 1170.2)).containsExactly("0.6300", "5.300", "1170");
    assertThat(Numbers.alike(2, 41, 1_730_714)).containsExactly("2", "41", "1730714");
    assertThat(Numbers.alike(2, 0.5)).containsExactly("2.000", "0.5000");
    assertThat(Numbers.alike(0, 1.5e-7, 12.25, Double.NaN))
        .containsExactly("0", "1.500e-7", "1.225e1", "undefined");
  }

  @Test
  void sharesArePercent() {
    assertThat(Numbers.percent(0.1234, 1)).isEqualTo("12.3%");
    assertThat(Numbers.percent(0.00285, 2)).isEqualTo("0.29%");
    assertThat(Numbers.percent(Double.NaN, 2)).isEqualTo("-");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "999, 999",
    "1000, 1.0k",
    "999949, 999.9k",
    "999950, 1.0M",
    "101234567, 101.2M"
  })
  void scalesCounts(long value, String expected) {
    assertThat(Numbers.scaled(value)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"8400, 8.4s", "59949, 59.9s", "59950, 1m 00s", "252000, 4m 12s", "3900000, 1h 05m"})
  void writesDurations(long millis, String expected) {
    assertThat(Numbers.duration(Duration.ofMillis(millis))).isEqualTo(expected);
  }

  @Test
  void writesCountsBytesAndProbabilities() {
    assertThat(Numbers.count(696_618)).isEqualTo("696,618");
    assertThat(Numbers.bytes(512)).isEqualTo("512 B");
    assertThat(Numbers.bytes(696_618 * 4.0)).isEqualTo("2.66 MiB");
    assertThat(Numbers.pValue(0.00283)).isEqualTo("0.0028");
    assertThat(Numbers.pValue(1e-9)).isEqualTo("<0.0001");
    assertThat(Numbers.fixed(Double.NaN, 2)).isEqualTo("-");
    assertThat(Numbers.seconds(Double.NaN)).isEqualTo("-");
  }
}
