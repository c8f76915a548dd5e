// SPDX-License-Identifier: Apache-2.0
package org.reslab.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.reslab.InvalidArgumentException;

class RangeTest {
  @Test
  void readsInWords() {
    assertThat(new Range(0.5, 5)).hasToString("0.5 to 5");
    assertThat(new Range(Double.NEGATIVE_INFINITY, 100)).hasToString("at most 100");
    assertThat(new Range(0.1, Double.POSITIVE_INFINITY)).hasToString("at least 0.1");
    assertThat(new Range(0, 0)).hasToString("exactly 0");
  }

  @ParameterizedTest
  @CsvSource({"2, 1", "NaN, 1", "1, NaN", "-Infinity, Infinity"})
  void mustHaveItsEndsInOrder(double low, double high) {
    assertThatThrownBy(() -> new Range(low, high)).isInstanceOf(InvalidArgumentException.class);
  }
}
