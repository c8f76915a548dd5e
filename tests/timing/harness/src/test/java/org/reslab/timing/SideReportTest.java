// SPDX-License-Identifier: Apache-2.0
package org.reslab.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class SideReportTest {
  @Test
  void comesBackExact() {
    SideReport report =
        new SideReport(1.5, 0.25, 123456, List.of(0.1f * 3.0, Double.MIN_VALUE), List.of(2.0));
    assertThat(SideReport.parse(report.line())).isEqualTo(report);
  }

  @Test
  void readsTheExactNumbersOfC() {
    SideReport report =
        SideReport.parse(
            "run_seconds=2 steps_seconds=1 peak_kib=7 losses=0x1.8p+1,-0x1p-3 grad_norms=0x1p-2\n");
    assertThat(report.losses()).containsExactly(3.0, -0.125);
    assertThat(report.gradNorms()).containsExactly(0.25);
  }

  @Test
  void namesTheWordThatIsMissing() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SideReport.parse("run_seconds=2 steps_seconds=1"))
        .withMessageContaining("'peak_kib='");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SideReport.parse("Segmentation fault"))
        .withMessageContaining("'Segmentation'");
  }
}
