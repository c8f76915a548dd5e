// SPDX-License-Identifier: Apache-2.0
package org.reslab.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SparklineTest {
  @Test
  void heightsGoFromTheLowestToTheHighest() {
    assertThat(Sparkline.of(new double[] {0, 1, 2, 3, 4, 5, 6, 7}, false)).isEqualTo("▁▂▃▄▅▆▇█");
    assertThat(Sparkline.of(new double[] {7, 0, 3.4}, false)).isEqualTo("█▁▄");
    assertThat(Sparkline.of(new double[] {-2, -1}, false)).isEqualTo("▁█");
  }

  @Test
  void logarithmsShowFactors() {
    assertThat(Sparkline.of(new double[] {1, 10, 1e7}, true)).isEqualTo("▁▂█");
    assertThat(Sparkline.of(new double[] {1, 10, 1e7}, false)).isEqualTo("▁▁█");
  }

  @Test
  void whatIsUndefinedIsADot() {
    assertThat(Sparkline.of(new double[] {1, Double.NaN, 2}, false)).isEqualTo("▁·█");
    assertThat(Sparkline.of(new double[] {0, -1, 1, 2}, true)).isEqualTo("··▁█");
    assertThat(Sparkline.of(new double[] {Double.NaN, Double.NaN}, true)).isEqualTo("··");
    assertThat(Sparkline.of(new double[0], true)).isEmpty();
  }

  @Test
  void aConstantIsLow() {
    assertThat(Sparkline.of(new double[] {3, 3, 3}, true)).isEqualTo("▁▁▁");
  }
}
