// SPDX-License-Identifier: Apache-2.0
package org.reslab.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SideTest {
  private static final String REPORT =
      "echo 'run_seconds=%s steps_seconds=1 peak_kib=%d losses=1 grad_norms=1'";

  private static Side shell(String script) {
    return new Side("shell", List.of("/bin/sh", "-c", script));
  }

  @Test
  void turnsTheOrderFromPairToPair(@TempDir Path folder) throws Exception {
    Path log = folder.resolve("log");
    Side first = shell("echo A >>" + log + "; " + REPORT.formatted("6", 10));
    Side second = shell("echo B >>" + log + "; " + REPORT.formatted("4", 20));
    List<Integer> heard = new ArrayList<>();
    List<SidePairs.Pair> pairs =
        new SidePairs(first, second).run(3, (number, pair) -> heard.add(number));
    assertThat(Files.readAllLines(log)).containsExactly("B", "A", "A", "B", "B", "A", "A", "B");
    assertThat(heard).containsExactly(0, 1, 2, 3);
    assertThat(pairs).hasSize(3);
    assertThat(SidePairs.ratio(pairs, run -> run.report().runSeconds()).pairs()).containsOnly(1.5);
    assertThat(SidePairs.peakKib(pairs, SidePairs.Pair::first)).isEqualTo(10);
    assertThat(SidePairs.peakKib(pairs, SidePairs.Pair::second)).isEqualTo(20);
  }

  @Test
  void theReportIsTheLastLine() throws Exception {
    Side.Run run = shell("echo loaded; " + REPORT.formatted("2", 1)).run();
    assertThat(run.report().runSeconds()).isEqualTo(2);
    assertThat(run.processSeconds()).isPositive();
  }

  @Test
  void aSideThatFailsOrSaysNothingIsAnError() {
    assertThatIOException()
        .isThrownBy(() -> shell(REPORT.formatted("2", 1) + "; exit 7").run())
        .withMessageContaining("exit code 7");
    assertThatIOException()
        .isThrownBy(() -> shell(":").run())
        .withMessageContaining("printed no report");
  }

  @Test
  void peersMustTrainTheSame() throws IOException {
    SideReport reslab = new SideReport(1, 1, 1, List.of(2.0, 1.0), List.of(3.0, 1.0));
    SideReport near = new SideReport(1, 1, 1, List.of(2.0, 1.0005), List.of(3.0, 1.0));
    SideReport far = new SideReport(1, 1, 1, List.of(2.0, 1.0), List.of(3.0, 1.006));
    SideReport nan = new SideReport(1, 1, 1, List.of(2.0, Double.NaN), List.of(3.0, 1.0));
    assertThat(PeerComparison.deviation(reslab, near)).isBetween(4.9e-4, 5.1e-4);
    assertThatIOException()
        .isThrownBy(() -> PeerComparison.deviation(reslab, far))
        .withMessageContaining("do not train the same");
    assertThatIOException().isThrownBy(() -> PeerComparison.deviation(reslab, nan));
  }
}
