// SPDX-License-Identifier: Apache-2.0
package org.reslab.report;

import java.util.List;
import org.reslab.report.TextTable.Align;
import org.reslab.stats.Interval;
import org.reslab.text.Numbers;
import org.reslab.theory.ClaimResult;

/** Claims of theory and what was measured, as a table. */
public final class TheoryReport {
  private static final String OUTCOME_TITLE = "";

  private TheoryReport() {}

  /** Returns a line for each claim, then the sources. */
  public static String text(List<ClaimResult> results) {
    return text(results, Screen.PLAIN);
  }

  /** Returns the table as a screen can show it. */
  public static String text(List<ClaimResult> results, Screen screen) {
    TextTable table =
        new TextTable()
            .column(OUTCOME_TITLE, Align.LEFT)
            .column("claim", Align.LEFT)
            .column("predicted", Align.RIGHT)
            .column("measured", Align.RIGHT)
            .column("95 % interval", Align.LEFT)
            .column("n", Align.RIGHT)
            .column("tolerance", Align.LEFT)
            .column("source", Align.RIGHT);
    List<String> sources = results.stream().map(ClaimResult::source).distinct().toList();
    int row = 0;
    for (ClaimResult result : results) {
      Interval measured = result.measured();
      List<String> texts =
          Numbers.alike(result.predicted(), measured.mean(), measured.lower(), measured.upper());
      table.row(
          List.of(
              result.passed() ? "pass" : "FAIL",
              result.claim(),
              Double.isNaN(result.predicted()) ? "" : texts.get(0),
              texts.get(1),
              measured.hasBounds() ? "[%s, %s]".formatted(texts.get(2), texts.get(3)) : "",
              Integer.toString(measured.n()),
              result.tolerance(),
              "[%s]".formatted(sources.indexOf(result.source()) + 1)));
      table.ink(row++, OUTCOME_TITLE, result.passed() ? Ink.GOOD : Ink.BAD);
    }
    StringBuilder out = new StringBuilder(table.text(screen)).append('\n');
    for (int i = 0; i < sources.size(); i++) {
      out.append("[%s] %s%n".formatted(i + 1, sources.get(i)));
    }
    long failed = results.stream().filter(result -> !result.passed()).count();
    return out.append('\n')
        .append("%s of %s claims hold%n".formatted(results.size() - failed, results.size()))
        .toString();
  }
}
