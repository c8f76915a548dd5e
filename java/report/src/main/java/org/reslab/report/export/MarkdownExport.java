// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.export;

import java.util.List;
import org.reslab.diagnosis.StoredDiagnosis;
import org.reslab.diagnosis.StoredDiagnosis.Architecture;
import org.reslab.experiment.Comparison;
import org.reslab.health.Verdict;
import org.reslab.report.ComparisonReport;
import org.reslab.report.TextTable;
import org.reslab.report.TextTable.Align;
import org.reslab.store.StoredRun;
import org.reslab.text.Numbers;

/** A run as a page of Markdown. */
final class MarkdownExport {
  private MarkdownExport() {}

  static String training(StoredRun run, Comparison comparison) {
    return title(run) + ComparisonReport.markdown(comparison);
  }

  static String diagnosis(StoredRun run, StoredDiagnosis diagnosis) {
    TextTable table =
        new TextTable()
            .column("net", Align.LEFT)
            .column("block", Align.LEFT)
            .column("input", Align.LEFT)
            .column("depth", Align.RIGHT)
            .column("status", Align.LEFT)
            .column("in a sentence", Align.LEFT);
    StringBuilder verdicts = new StringBuilder();
    for (Architecture each : diagnosis.architectures()) {
      table.row(
          List.of(
              each.net(),
              each.block(),
              each.input(),
              Integer.toString(each.depth()),
              each.status().toString(),
              each.headline()));
      verdicts
          .append("\n## ")
          .append(TextTable.markdownText(each.name()))
          .append("\n\n")
          .append(verdicts(each).markdown());
    }
    return title(run) + table.markdown() + verdicts;
  }

  private static TextTable verdicts(Architecture architecture) {
    TextTable table =
        new TextTable()
            .column("status", Align.LEFT)
            .column("metric", Align.LEFT)
            .column("value", Align.RIGHT)
            .column("expected", Align.LEFT);
    for (Verdict verdict : architecture.verdicts()) {
      table.row(
          List.of(
              verdict.status().toString(),
              verdict.metric(),
              Numbers.interval(verdict.value()),
              verdict.expected() == null ? "" : verdict.expected().toString()));
    }
    return table;
  }

  private static String title(StoredRun run) {
    return "# " + TextTable.markdownText(run.name()) + "\n\n";
  }
}
