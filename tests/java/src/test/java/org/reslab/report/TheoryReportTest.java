// SPDX-License-Identifier: Apache-2.0
package org.reslab.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.reslab.stats.Interval;
import org.reslab.theory.ClaimResult;

class TheoryReportTest {
  @Test
  void claimsWithTheirSourcesAndHowManyHold() {
    String text =
        TheoryReport.text(
            List.of(
                new ClaimResult(
                    "amplification", 1.2, "± 0.01", new Interval(1.21, 1.2, 1.22, 8), "A", true),
                new ClaimResult(
                    "order",
                    Double.NaN,
                    "above 1",
                    new Interval(0.5, Double.NaN, Double.NaN, 2),
                    "B",
                    false),
                new ClaimResult(
                    "cosine", 0.5, "± 0.1", new Interval(0.55, 0.5, 0.6, 8), "A", true)));
    assertThat(text.lines().map(String::stripTrailing))
        .containsExactly(
            "      claim          predicted  measured  95 % interval     n  tolerance  source",
            "----  -------------  ---------  --------  ----------------  -  ---------  ------",
            "pass  amplification      1.200     1.210  [1.200, 1.220]    8  ± 0.01        [1]",
            "FAIL  order                       0.5000                    2  above 1       [2]",
            "pass  cosine            0.5000    0.5500  [0.5000, 0.6000]  8  ± 0.1         [1]",
            "",
            "[1] A",
            "[2] B",
            "",
            "2 of 3 claims hold");
  }
}
