// SPDX-License-Identifier: Apache-2.0
package org.reslab.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {
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
