// SPDX-License-Identifier: Apache-2.0
package org.reslab.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.reslab.stats.Interval;

class NumbersTest {
  private static Stream<Arguments> table() throws IOException {
    Path root = Path.of(Objects.requireNonNull(System.getProperty("reslab.source")));
    return Files.readAllLines(root.resolve("tests/data/numbers.csv")).stream()
        .filter(line -> !line.startsWith("#"))
        .map(line -> Arguments.of((Object[]) line.split(";", -1)));
  }

  /** The script of the report page is held to the same table. */
  @ParameterizedTest(name = "{0}({1})")
  @MethodSource("table")
  void numbersReadAsTheTableSays(String method, String arguments, String text) {
    double[] of = Arrays.stream(arguments.split(" ")).mapToDouble(Double::parseDouble).toArray();
    String found =
        switch (method) {
          case "value" -> Numbers.value(of[0]);
          case "alike" -> String.join(" ", Numbers.alike(of));
          case "interval" -> Numbers.interval(of[0], of[1], of[2]);
          case "fixed" -> Numbers.fixed(of[0], (int) of[1]);
          case "percent" -> Numbers.percent(of[0], (int) of[1]);
          case "scaled" -> Numbers.scaled((long) of[0]);
          case "bytes" -> Numbers.bytes(of[0]);
          case "pValue" -> Numbers.pValue(of[0]);
          default -> throw new IllegalArgumentException(method);
        };
    assertThat(found).isEqualTo(text);
  }

  @Test
  void whatIsNotFiniteIsAWordOrADash() {
    assertThat(Numbers.value(Double.NaN)).isEqualTo("undefined");
    assertThat(Numbers.value(Double.POSITIVE_INFINITY)).isEqualTo("infinity");
    assertThat(Numbers.value(Double.NEGATIVE_INFINITY)).isEqualTo("-infinity");
    assertThat(Numbers.alike(0, 1.5e-7, Double.NaN)).containsExactly("0", "1.500e-7", "undefined");
    assertThat(Numbers.interval(new Interval(Double.NaN, Double.NaN, Double.NaN, 0)))
        .isEqualTo("undefined");
    assertThat(Numbers.interval(new Interval(1.19, Double.NaN, Double.NaN, 1))).isEqualTo("1.190");
    assertThat(Numbers.fixed(Double.NaN, 2)).isEqualTo("-");
    assertThat(Numbers.percent(Double.NaN, 2)).isEqualTo("-");
    assertThat(Numbers.seconds(Double.NaN)).isEqualTo("-");
  }

  @ParameterizedTest
  @CsvSource({"8400, 8.4s", "59949, 59.9s", "59950, 1m 00s", "252000, 4m 12s", "3900000, 1h 05m"})
  void writesDurations(long millis, String expected) {
    assertThat(Numbers.duration(Duration.ofMillis(millis))).isEqualTo(expected);
  }

  @Test
  void countsHaveSeparators() {
    assertThat(Numbers.count(696_618)).isEqualTo("696,618");
  }
}
