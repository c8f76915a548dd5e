// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.export;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reslab.experiment.Comparison;
import org.reslab.report.ComparisonReport;
import org.reslab.report.TextTable;
import org.reslab.report.TextTable.Align;
import org.reslab.store.StoredRun;

/** A run as a page of Markdown. */
final class MarkdownExport {
  private MarkdownExport() {}

  static String training(StoredRun run, Comparison comparison) {
    return title(run) + ComparisonReport.markdown(comparison);
  }

  static String diagnosis(StoredRun run, Map<String, @Nullable Object> diagnosis) {
    TextTable table =
        new TextTable()
            .column("net", Align.LEFT)
            .column("block", Align.LEFT)
            .column("input", Align.LEFT)
            .column("depth", Align.RIGHT)
            .column("status", Align.LEFT)
            .column("in a sentence", Align.LEFT);
    StringBuilder verdicts = new StringBuilder();
    for (Map<String, @Nullable Object> each : Fields.objects(diagnosis.get("architectures"))) {
      table.row(
          List.of(
              Fields.text(each.get("net")),
              Fields.text(each.get("block")),
              Fields.text(each.get("input")),
              Fields.text(each.get("depth")),
              word(each.get("status")),
              Fields.text(each.get("headline"))));
      verdicts
          .append("\n## ")
          .append(TextTable.markdownText(Fields.text(each.get("name"))))
          .append("\n\n")
          .append(verdicts(each).markdown());
    }
    return title(run) + table.markdown() + verdicts;
  }

  private static TextTable verdicts(Map<String, @Nullable Object> architecture) {
    TextTable table =
        new TextTable()
            .column("status", Align.LEFT)
            .column("metric", Align.LEFT)
            .column("value", Align.RIGHT)
            .column("expected", Align.LEFT);
    for (Map<String, @Nullable Object> verdict : Fields.objects(architecture.get("verdicts"))) {
      table.row(
          List.of(
              word(verdict.get("status")),
              Fields.text(verdict.get("metric")),
              VerdictText.value(verdict),
              VerdictText.expected(verdict)));
    }
    return table;
  }

  private static String title(StoredRun run) {
    return "# " + TextTable.markdownText(run.name()) + "\n\n";
  }

  private static String word(@Nullable Object status) {
    return Fields.text(status).toUpperCase(Locale.ROOT);
  }
}
