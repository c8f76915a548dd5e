// SPDX-License-Identifier: Apache-2.0
package org.reslab.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LossCurvesTest {
  @Test
  void drawsEachRunOnOneScale() {
    LossCurves curves = new LossCurves();
    for (long step = 1; step <= 8; step++) {
      curves.add("falling", step, 8, (double) (9 - step));
      curves.add("flat", step, 8, 1);
    }
    assertThat(curves.text(Screen.PLAIN))
        .contains("falling  █▇▆▅▄▃▂▁  8.000  1.000")
        .contains("flat     ▁▁▁▁▁▁▁▁  1.000  1.000");
  }

  @Test
  void aLongRunIsDrawnAsMeansAndWhatLacksAsDots() {
    LossCurves curves = new LossCurves();
    for (long step = 501; step <= 1000; step++) {
      curves.add("resumed", step, 1000, step <= 750 ? 2 : 1);
    }
    assertThat(curves.text(Screen.PLAIN))
        .contains("·".repeat(16) + "█".repeat(8) + "▁".repeat(8) + "  2.000  1.000");
  }

  @Test
  void oneStepIsNoCurve() {
    LossCurves curves = new LossCurves();
    curves.add("one", 1, 1, 2.3);
    assertThat(curves.text(Screen.PLAIN)).isEmpty();
  }

  @Test
  void aLossThatLeftTheNumbersIsADot() {
    LossCurves curves = new LossCurves();
    curves.add("diverged", 1, 3, 2);
    curves.add("diverged", 2, 3, 1);
    curves.add("diverged", 3, 3, Double.POSITIVE_INFINITY);
    assertThat(curves.text(Screen.PLAIN)).contains("█▁·");
  }
}
