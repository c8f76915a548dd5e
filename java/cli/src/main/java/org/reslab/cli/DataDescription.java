// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.reslab.data.DataSummary;
import org.reslab.data.DatasetReport;
import org.reslab.report.Screen;
import org.reslab.report.TextTable;
import org.reslab.text.Numbers;
import org.reslab.text.Printable;

/** What is in a data set, as lines with a word in front and a table of its classes. */
final class DataDescription {
  /** More classes than that are in the JSON document alone. */
  private static final int MOST_ROWS = 20;

  private final StringBuilder lines = new StringBuilder();

  /** Appends a line. */
  DataDescription line(String word, String text) {
    lines.append("%-13s%s%n".formatted(word, text));
    return this;
  }

  /** Appends what is known of the files of a data set. */
  DataDescription report(DatasetReport report) {
    line("data set", report.kind().label());
    line("directory", report.directory().toString());
    line(
        "state",
        report.present()
            ? "present"
            : "missing or incomplete: 'reslab data fetch --data " + report.kind().label() + "'");
    line(
        "images",
        "%s for training, %s for testing, %s classes"
            .formatted(
                Numbers.count(report.trainImages()),
                Numbers.count(report.testImages()),
                report.classes()));
    line("size", Numbers.bytes((double) report.bytes()));
    return line("sources", String.join(", ", report.sources()));
  }

  /** Appends what is in the images. */
  DataDescription summary(DataSummary summary, Screen screen) {
    line(
        "shape",
        "%s x %s x %s (channels, height, width)"
            .formatted(summary.channels(), summary.height(), summary.width()));
    line("mean", numbers(summary.mean()));
    line("std", numbers(summary.std()));
    String size = summary.height() + " x " + summary.width();
    if (!summary.smallest().equals(summary.largest())) {
      line("pictures", "%s to %s".formatted(summary.smallest(), summary.largest()));
    } else if (!summary.largest().equals(size)) {
      line("pictures", summary.largest());
    }
    if (summary.transparent() > 0) {
      line("transparent", "%s, laid on white".formatted(Numbers.count(summary.transparent())));
    }
    if (summary.ignored() > 0) {
      line("passed over", "%s hidden or other files".formatted(Numbers.count(summary.ignored())));
    }
    if (summary.unreadable() > 0) {
      line("unreadable", Numbers.count(summary.unreadable()));
      examples(summary.unreadableFiles());
    }
    DataSummary.Duplicates duplicates = summary.duplicates();
    line(
        "duplicates",
        "%s of validation, %s of test"
            .formatted(Numbers.count(duplicates.validation()), Numbers.count(duplicates.test())));
    examples(duplicates.examples());
    classes(summary, screen);
    return this;
  }

  private void examples(List<String> examples) {
    examples.forEach(example -> lines.append("  ").append(Printable.line(example)).append('\n'));
  }

  private static String numbers(List<Double> values) {
    return values.stream().map(it -> Numbers.fixed(it, 4)).collect(Collectors.joining(", "));
  }

  private void classes(DataSummary summary, Screen screen) {
    TextTable table = new TextTable().column("class", TextTable.Align.LEFT);
    for (DataSummary.Count count : summary.splits()) {
      table.column(count.split().label(), TextTable.Align.RIGHT);
    }
    int classes = summary.splits().getFirst().byClass().size();
    for (int label = 0; label < Math.min(classes, MOST_ROWS); label++) {
      List<String> row = new ArrayList<>();
      row.add(
          summary.classNames().isEmpty()
              ? "class " + label
              : Printable.line(summary.classNames().get(label)));
      for (DataSummary.Count count : summary.splits()) {
        row.add(Numbers.count(count.byClass().get(label)));
      }
      table.row(row);
    }
    List<String> all = new ArrayList<>(List.of("all"));
    summary.splits().forEach(count -> all.add(Numbers.count(count.images())));
    table.row(all);
    lines.append('\n').append(table.text(screen));
    if (classes > MOST_ROWS) {
      lines.append("%s more classes are listed by --json%n".formatted(classes - MOST_ROWS));
    }
  }

  @Override
  public String toString() {
    return lines.toString();
  }
}
