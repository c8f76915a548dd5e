// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.reslab.Block;
import org.reslab.OnBothKernels;
import org.reslab.StepRecord;
import org.reslab.data.FetchProgress;
import org.reslab.experiment.Cell;
import org.reslab.experiment.CellPlan;
import org.reslab.experiment.EpochResult;
import org.reslab.report.Ink;
import org.reslab.report.Screen;

@OnBothKernels
class DisplayTest {
  private static final CellPlan PLAN =
      new CellPlan(2, 3, 696_618, 104_000_000, 5, 391, 1955, List.of("stem.0", "head.2"));

  private static Cell cell(String block) {
    return new Cell("tinynet", new Block(block, "branch: conv3", "", ""), 0);
  }

  private static Context context(StringWriter err, boolean live) {
    return new Context(
        new PrintWriter(new StringWriter()),
        new PrintWriter(err),
        new Terminal(live, live ? 80 : Integer.MAX_VALUE),
        Screen.PLAIN,
        Cancellation.never());
  }

  private static String progress(String block, StepRecord step) {
    return TrainingDisplay.progress(
        cell(block), PLAN, step, "44.0%", 812.4, Duration.ofSeconds(252), 79);
  }

  @Test
  void progressSaysWhereTheRunIs() {
    assertThat(progress("basic", new StepRecord(514, 2, 128, 1.23456, 3, .1, .05, 0)))
        .isEqualTo(
            "basic s0 [2/3] epoch 2/5 step 123/391 loss 1.23 acc 44.0% 812 img/s ETA 4m 12s");
  }

  @Test
  void longNamesGiveWayToTheFigures() {
    String line =
        progress("branch: conv3 bn relu conv3 bn", new StepRecord(1, 1, 128, 2, 3, .1, .05, 0));
    assertThat(line).hasSizeLessThanOrEqualTo(79).endsWith("ETA 4m 12s").startsWith("branch:");
  }

  @ParameterizedTest
  @CsvSource({
    "60, basic s0 [2/3] epoch 2/5 step 123/391 loss 1.23 ETA 4m 12s",
    "50, basic s0 [2/3] epoch 2/5 step 123/391 ETA 4m 12s",
    "40, basic s0 [2/3] epoch 2/5 ETA 4m 12s"
  })
  void onANarrowTerminalWholeFiguresGiveWay(int columns, String expected) {
    StepRecord step = new StepRecord(514, 2, 128, 1.23456, 3, .1, .05, 0);
    assertThat(
            TrainingDisplay.progress(
                cell("basic"), PLAN, step, "44.0%", 812.4, Duration.ofSeconds(252), columns))
        .isEqualTo(expected);
  }

  @Test
  void liveLineIsRewrittenAndEpochsStay() {
    StringWriter err = new StringWriter();
    try (TrainingDisplay display = new TrainingDisplay(context(err, true), false)) {
      display.cellStarted(cell("basic"), PLAN);
      display.steps(
          cell("basic"),
          List.of(new StepRecord(1, 1, 128, 2, 3, .1, .05, 0)),
          800,
          Duration.ofSeconds(9));
      display.epochFinished(
          cell("basic"),
          new EpochResult(1, 391, 1.785, 1.5, .4398, null, null, 3.3, .1, 80, 70, 700));
    }
    assertThat(err.toString())
        .contains("\r\u001B[K")
        .contains("step 1/391")
        .contains("epoch 1  loss 1.7850  test acc 43.98%  grad norm 3.30  lr 0.1\n  700 img/s");
  }

  @Test
  void theDataSetIsMadeReadyOnTheSameLine() {
    StringWriter err = new StringWriter();
    try (TrainingDisplay display = new TrainingDisplay(context(err, true), false)) {
      FetchProgress preparing = display.preparing();
      preparing.message("2 pictures have transparent parts, which lie on white");
      preparing.counted("decoding", 5, 10);
      display.cellStarted(cell("basic"), PLAN);
    }
    assertThat(err.toString())
        .startsWith("2 pictures have transparent parts, which lie on white\n\r\u001B[Kdecoding")
        .contains("5 of 10\r\u001B[K[2/3] tinynet-basic-s0");
  }

  @Test
  void plainStreamGetsNoControlCharacters() {
    StringWriter err = new StringWriter();
    try (TrainingDisplay display = new TrainingDisplay(context(err, false), false)) {
      display.cellStarted(cell("basic"), PLAN);
      display.steps(
          cell("basic"),
          List.of(new StepRecord(1, 1, 128, 2, 3, .1, .05, 0)),
          800,
          Duration.ofSeconds(9));
      display.evaluating(cell("basic"), 10, 100);
    }
    assertThat(err.toString())
        .isEqualTo("[2/3] tinynet-basic-s0: 696,618 parameters, 1,955 steps\n");
  }

  /** Two steps of .5 s; the first waited for a tenth of its time in epoch 1, for less later. */
  private static String epochs(boolean verbose) {
    StringWriter err = new StringWriter();
    try (TrainingDisplay display = new TrainingDisplay(context(err, false), verbose)) {
      Cell cell = cell("basic");
      display.cellStarted(cell, PLAN);
      for (long epoch = 1; epoch <= 2; epoch++) {
        double wait = epoch == 1 ? .05 : .025;
        StepRecord first = new StepRecord(2 * epoch - 1, epoch, 128, 2, 3, .1, .5, wait);
        StepRecord second = new StepRecord(2 * epoch, epoch, 128, 2, 3, .1, .5, .01);
        display.steps(cell, List.of(first), 800, Duration.ofSeconds(9));
        display.steps(cell, List.of(second), 800, Duration.ofSeconds(9));
        display.epochFinished(
            cell,
            new EpochResult(epoch, 2 * epoch, 1.785, 1.5, .4398, null, null, 3.3, .1, 80, 70, 700));
      }
    }
    return err.toString();
  }

  @Test
  void whatFastKernelsDoNotServeIsToldOnRequest() {
    assertThat(epochs(true).lines()).contains("on LibTorch's kernels: stem.0, head.2");
    assertThat(epochs(false)).doesNotContain("LibTorch");
  }

  @Test
  void waitingForDataIsToldOnRequestWhereAStepStalled() {
    assertThat(epochs(true).lines().filter(line -> line.contains("waited")))
        .containsExactly(
            "tinynet-basic-s0  epoch 1  waited 0.06s (6.0%) for data; 1 of 2 steps for more than 5%"
                + " of their time");
    assertThat(epochs(false)).doesNotContain("waited");
  }

  @Test
  void whatAnEarlierRunWaitedForIsForgotten() {
    StringWriter err = new StringWriter();
    try (TrainingDisplay display = new TrainingDisplay(context(err, false), true)) {
      display.cellStarted(cell("basic"), PLAN);
      // Cancelled or diverged before its epoch was complete.
      display.steps(
          cell("basic"),
          List.of(new StepRecord(1, 1, 128, 2, 3, .1, .5, .4)),
          800,
          Duration.ofSeconds(9));
      display.cellStarted(cell("preact"), PLAN);
      display.epochFinished(
          cell("preact"),
          new EpochResult(1, 391, 1.785, 1.5, .4398, null, null, 3.3, .1, 80, 70, 700));
    }
    assertThat(err.toString()).contains("tinynet-preact-s0  epoch 1").doesNotContain("waited");
  }

  @Test
  void onlyLongRunsAreAnnounced() {
    StringWriter err = new StringWriter();
    TrainingDisplay display = new TrainingDisplay(context(err, false), false);
    display.estimate(Duration.ofSeconds(20), 3);
    assertThat(err.toString()).isEmpty();
    display.estimate(Duration.ofMinutes(21), 3);
    assertThat(err.toString()).contains("about 21m 00s (3 cells");
  }

  @Test
  void environmentCanAskForPlainLines() {
    assertThat(Terminal.of(Map.of("TERM", "xterm", "COLUMNS", "120"), true))
        .isEqualTo(new Terminal(true, 120));
    assertThat(Terminal.of(Map.of("TERM", "xterm", "CI", "true"), true).live()).isFalse();
    assertThat(Terminal.of(Map.of("TERM", "xterm", "NO_COLOR", "1"), true).live()).isFalse();
    assertThat(Terminal.of(Map.of("TERM", "dumb"), true).live()).isFalse();
    assertThat(Terminal.of(Map.of("TERM", "xterm"), false).live()).isFalse();
  }

  @Test
  void outputIsColouredAndFittedOnATerminalAlone() {
    Map<String, String> xterm = Map.of("TERM", "xterm", "COLUMNS", "120");
    assertThat(Terminal.screen(xterm, true)).isEqualTo(new Screen(120, true));
    assertThat(Terminal.screen(xterm, false)).isEqualTo(Screen.PLAIN);
    assertThat(Terminal.screen(Map.of("TERM", "xterm", "NO_COLOR", "1"), true))
        .isEqualTo(new Screen(80, false));
    assertThat(Terminal.screen(Map.of("TERM", "dumb"), true).colours()).isFalse();
    assertThat(Terminal.screen(Map.of("TERM", "xterm", "CI", "true"), true).colours()).isTrue();
  }

  @Test
  void theOptionDecidesOverTheTerminal() {
    Screen terminal = new Screen(80, true);
    assertThat(ColourChoice.AUTO.applyTo(terminal).paint(Ink.BAD, "FAIL"))
        .isEqualTo("\u001B[1;31mFAIL\u001B[m");
    assertThat(ColourChoice.NEVER.applyTo(terminal).paint(Ink.BAD, "FAIL")).isEqualTo("FAIL");
    assertThat(ColourChoice.ALWAYS.applyTo(Screen.PLAIN).paint(Ink.GOOD, "PASS"))
        .isEqualTo("\u001B[32mPASS\u001B[m");
  }

  @Test
  void colourIsAskedForAndNeverInJson() {
    Cli coloured =
        Cli.run(
            "diagnose", "--protocol", "notebook", "--blocks", "preact-noskip", "--color=always");
    assertThat(coloured.out()).contains("\u001B[");
    Cli json =
        Cli.run(
            "diagnose",
            "--protocol",
            "notebook",
            "--blocks",
            "preact-noskip",
            "--color=always",
            "--json");
    assertThat(json.code()).isZero();
    assertThat(json.out()).doesNotContain("\u001B");
  }

  @Test
  void theRestIsEstimatedFromWhatIsDone() {
    assertThat(ProgressLine.eta(25, 100, 2_000_000_000L)).isEqualTo(", ETA 6.0s");
    assertThat(ProgressLine.eta(0, 100, 2_000_000_000L)).isEmpty();
    assertThat(ProgressLine.eta(25, -1, 2_000_000_000L)).isEmpty();
  }

  @Test
  void shortWorkShowsNoProgress() {
    StringWriter err = new StringWriter();
    try (ProgressLine line = new ProgressLine(context(err, true))) {
      line.show("evaluating", "1 of 2 images", 1, 2);
    }
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void barShowsShareAndSize() {
    assertThat(FetchDisplay.bar("download", 85_000_000, 170_000_000))
        .isEqualTo("download   [###############...............]  50 % 85.0 of 170.0 MB");
    assertThat(FetchDisplay.bar("decode", 6, 6))
        .isEqualTo("decode     [##############################] 100 % 6 of 6");
    assertThat(FetchDisplay.bar("npm, seconds", 12, -1)).isEqualTo("npm, seconds 12");
  }
}
