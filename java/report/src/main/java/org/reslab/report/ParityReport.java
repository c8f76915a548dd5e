// SPDX-License-Identifier: Apache-2.0
package org.reslab.report;

import java.util.List;
import org.reslab.parity.ParityCheck;
import org.reslab.report.TextTable.Align;
import org.reslab.text.Numbers;

/** What two devices computed, side by side. */
public final class ParityReport {
  private static final String OUTCOME_TITLE = "";

  private ParityReport() {}

  /** Returns a line for each check, as a screen can show it. */
  public static String text(List<ParityCheck> checks, Screen screen) {
    TextTable table =
        new TextTable()
            .column(OUTCOME_TITLE, Align.LEFT)
            .column("what", Align.LEFT)
            .column("of", Align.LEFT)
            .column("difference", Align.RIGHT)
            .column("tolerance", Align.RIGHT)
            .column("unit", Align.LEFT);
    for (int row = 0; row < checks.size(); row++) {
      ParityCheck check = checks.get(row);
      List<String> sizes = Numbers.alike(check.difference(), check.tolerance());
      table.row(
          List.of(
              check.passed() ? "pass" : "FAIL",
              check.name(),
              check.subject(),
              sizes.get(0),
              sizes.get(1),
              check.unit()));
      table.ink(row, OUTCOME_TITLE, check.passed() ? Ink.GOOD : Ink.BAD);
    }
    long failed = checks.stream().filter(check -> !check.passed()).count();
    return "%s%n%s of %s comparisons are within their tolerance%n"
        .formatted(table.text(screen), checks.size() - failed, checks.size());
  }
}
