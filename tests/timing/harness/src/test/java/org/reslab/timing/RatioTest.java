// SPDX-License-Identifier: Apache-2.0
package org.reslab.timing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RatioTest {
  @Test
  void isTheMedianWithAnIntervalAroundIt() {
    Ratio ratio = Ratio.of(List.of(0.99, 1.00, 1.01, 1.02, 5.0));
    assertThat(ratio.median().mean()).isEqualTo(1.01);
    assertThat(ratio.median().lower()).isBetween(0.99, 1.01);
    assertThat(ratio.median().upper()).isBetween(1.01, 5.0);
  }

  @Test
  void theMedianDecidesAndTheIntervalTellsHowSurely() {
    Ratio sure = Ratio.of(List.of(0.90, 0.91, 0.92, 0.93, 0.94));
    assertThat(sure.atMost(1.005)).isTrue();
    assertThat(sure.verdict(1.005)).startsWith("met").doesNotContain("does not decide");
    Ratio unsure = Ratio.of(List.of(0.90, 1.00, 1.00, 1.01, 1.02));
    assertThat(unsure.atMost(1.005)).isTrue();
    assertThat(unsure.verdict(1.005)).startsWith("met").contains("does not decide");
    Ratio perhaps = Ratio.of(List.of(0.99, 1.00, 1.01, 1.02, 1.03));
    assertThat(perhaps.atMost(1.005)).isFalse();
    assertThat(perhaps.verdict(1.005)).startsWith("missed").contains("does not decide");
    Ratio missed = Ratio.of(List.of(1.1, 1.11, 1.12, 1.13, 1.14));
    assertThat(missed.atMost(1.005)).isFalse();
    assertThat(missed.verdict(1.005)).startsWith("missed").doesNotContain("does not decide");
  }
}
