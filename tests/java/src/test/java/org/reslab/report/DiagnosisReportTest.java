// SPDX-License-Identifier: Apache-2.0
package org.reslab.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.reslab.Block;
import org.reslab.BnMode;
import org.reslab.Layer;
import org.reslab.Layers;
import org.reslab.NetworkSpec;
import org.reslab.diagnosis.CellResult;
import org.reslab.diagnosis.Diagnosis;
import org.reslab.diagnosis.InputSource;
import org.reslab.diagnosis.Subject;
import org.reslab.diagnosis.SubjectResult;
import org.reslab.health.Profile;

/** The report of numbers made up for the purpose. */
class DiagnosisReportTest {
  private static Layer relu(String name, int stage, int block) {
    return Layers.layer(
        name, "ReLU", stage, block, List.of(1L, 4L, 8L, 8L), true, false, false, 0, 0);
  }

  private static final List<Layer> LAYERS =
      List.of(
          Layers.layer(
              "stem.0",
              "Conv2d",
              0,
              -1,
              List.of(1L, 4L, 32L, 32L),
              false,
              false,
              false,
              1080,
              1_105_920),
          relu("a", 1, 0),
          relu("b", 1, 1),
          relu("c", 1, 2));

  /** A network's sensitivity by seed, and ACVs over depth that each seed scales. */
  private static String report(double... sensitivities) {
    List<CellResult> cells = new ArrayList<>();
    for (int seed = 0; seed < sensitivities.length; seed++) {
      double scale = Math.pow(4, seed);
      cells.add(
          new CellResult(
              seed,
              Map.of("relative_sensitivity", sensitivities[seed]),
              Map.of("acv", Map.of("a", scale, "b", 10 * scale, "c", 100 * scale))));
    }
    Subject subject =
        new Subject(
            NetworkSpec.of("tinynet", Block.of("basic")), BnMode.TRAIN, InputSource.GAUSSIAN);
    return DiagnosisReport.text(
        Diagnosis.of(List.of(new SubjectResult(subject, LAYERS, cells)), Profile.of("theory")));
  }

  private static List<String> row(String report) {
    return List.of(report.lines().toList().get(2).strip().split(" {2,}", -1));
  }

  @Test
  void theTableHasGeometricMeansAndWhatIsMissing() {
    assertThat(row(report(1, 16)))
        .containsExactly(
            "tinynet",
            "basic",
            "gaussian",
            "1",
            "1,080",
            "1.1M",
            "-",
            "-",
            "4",
            "-",
            "-",
            "undefined",
            "BORDERLINE");
  }

  @Test
  void anUndefinedSeedLeavesTheMeanOfTheOthers() {
    assertThat(row(report(1, Double.NaN, 16))).contains("4").doesNotContain("8.500");
    assertThat(row(report(Double.NaN, Double.NaN)).get(8)).isEqualTo("undefined");
  }

  @Test
  void curvesOverDepthAreGeometricMeansOfSeeds() {
    assertThat(report(1, 16)).contains("    ACV              ▁▅█  2.000 to 200.0");
  }
}
