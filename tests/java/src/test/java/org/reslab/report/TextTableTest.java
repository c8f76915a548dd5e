// SPDX-License-Identifier: Apache-2.0
package org.reslab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.reslab.report.TextTable.Align;

class TextTableTest {
  @Test
  void alignsColumnsAndLeavesNoTrailingSpaces() {
    String text =
        new TextTable()
            .column("n", Align.RIGHT)
            .column("name", Align.LEFT)
            .row(List.of("1,024", "a"))
            .row(List.of("7", "longer"))
            .text();
    assertThat(text)
        .isEqualTo(
            """
                n  name
            -----  ------
            1,024  a
                7  longer
            """);
  }

  private static TextTable wide() {
    return new TextTable()
        .column("block", Align.LEFT)
        .column("loss", Align.RIGHT)
        .column("acc %", Align.RIGHT)
        .row(List.of("basic", "1.7201 [1.6512, 1.7890]", "43.98 [41.02, 46.94]"))
        .row(List.of("branch: conv3/s bn silu conv3 bn; merge: add", "1.5", "44.10"));
  }

  @Test
  void onANarrowScreenNamesTakeSeveralLinesAndIntervalsStayWhole() {
    assertThat(wide().text(new Screen(71, false)).lines())
        .containsExactly(
            "block" + " ".repeat(40) + "loss" + " ".repeat(17) + "acc %",
            "-".repeat(24) + "  " + "-".repeat(23) + "  " + "-".repeat(20),
            "basic" + " ".repeat(21) + "1.7201 [1.6512, 1.7890]  43.98 [41.02, 46.94]",
            "branch: conv3/s bn silu" + " ".repeat(23) + "1.5" + " ".repeat(17) + "44.10",
            "conv3 bn; merge: add");
  }

  @Test
  void whereThatIsNotEnoughBoundsMoveBelowEstimates() {
    assertThat(wide().text(new Screen(50, false)).lines())
        .allMatch(line -> line.length() <= 50)
        .anyMatch(line -> line.matches("basic +1\\.7201 +43\\.98"))
        .anyMatch(line -> line.matches(" +\\[1\\.6512, 1\\.7890] +\\[41\\.02, 46\\.94]"));
  }

  @Test
  void numbersAreNeverBrokenHoweverNarrowTheScreen() {
    String text =
        new TextTable()
            .column("a", Align.RIGHT)
            .column("b", Align.RIGHT)
            .column("a name", Align.LEFT)
            .row(List.of("1,234,567", "9m 02s", "preact-bottleneck"))
            .text(new Screen(25, false));
    assertThat(text)
        .isEqualTo(
            """
            a       1,234,567
            b       9m 02s
            a name  preact-bottleneck
            """);
  }

  @Test
  void columnsArePartedBeforeAWordIsBroken() {
    String text =
        new TextTable()
            .column("block", Align.LEFT)
            .column("input", Align.LEFT)
            .column("parameters", Align.RIGHT)
            .column("95 % interval", Align.LEFT)
            .row(List.of("preact-bottleneck-noskip", "gaussian", "1,234,567", "x [0.1, 0.2]"))
            .text(new Screen(40, false));
    assertThat(text)
        .isEqualTo(
            """
            block                     input
            ------------------------  --------
            preact-bottleneck-noskip  gaussian

            block                     parameters
            ------------------------  ----------
            preact-bottleneck-noskip   1,234,567

            block                     95 % interval
            ------------------------  -------------
            preact-bottleneck-noskip  x [0.1, 0.2]
            """);
  }

  @Test
  void aRowThatFitsNoColumnsIsStacked() {
    String path = "/a/path/of/forty/characters/to/a/run/0123";
    TextTable table =
        new TextTable()
            .column("run", Align.LEFT)
            .column("", Align.LEFT)
            .column("loss", Align.RIGHT)
            .column("what it is", Align.LEFT)
            .row(List.of(path, "FAIL", "1.7201 [1.6512, 1.7890]", "several words of text"))
            .row(List.of("b", "pass", "1", ""))
            .ink(0, "", Ink.BAD);
    assertThat(table.text(new Screen(32, true)))
        .isEqualTo(
            """
            run
              /a/path/of/forty/characters/to/a/run/0123
                        [1;31mFAIL[m
            loss        1.7201
                        [1.6512, 1.7890]
            what it is  several words of
                        text

            run         b
                        pass
            loss        1
            what it is
            """);
  }

  @Test
  void coloursDoNotMoveColumns() {
    TextTable table =
        new TextTable()
            .column("status", Align.LEFT)
            .column("n", Align.RIGHT)
            .row(List.of("PASS", "1"))
            .row(List.of("FAIL", "20"))
            .ink(0, "status", Ink.GOOD)
            .ink(1, "n", Ink.BEST);
    String coloured = table.text(new Screen(80, true));
    assertThat(coloured).contains("\u001B[32mPASS\u001B[m", "\u001B[1m20\u001B[m");
    assertThat(coloured.replaceAll("\u001B\\[[0-9;]*m", "")).isEqualTo(table.text());
    assertThatThrownBy(() -> table.ink(0, "state", Ink.BAD))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found column 'state', expected one of [status, n]");
  }

  @Test
  void refusesARowOfAnotherLength() {
    TextTable table = new TextTable().column("a", Align.LEFT);
    assertThatThrownBy(() -> table.row(List.of("1", "2")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found a row of 2 cells, expected 1");
  }
}
