// SPDX-License-Identifier: Apache-2.0
package org.reslab.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.reslab.diagnosis.StoredDiagnosis;
import org.reslab.experiment.BlockSummary;
import org.reslab.experiment.Comparison;
import org.reslab.report.TextTable.Align;
import org.reslab.store.IndexedRun;
import org.reslab.store.RunComparison;
import org.reslab.store.StoredRun;
import org.reslab.text.Numbers;
import org.reslab.text.Printable;

/** Stored runs as text. What comes from files is printed without control characters. */
public final class RunsReport {
  private static final int LONGEST_LIST = 24;

  private RunsReport() {}

  /** Returns a table with a line for each run, and below it what is wrong with them. */
  public static String list(List<IndexedRun> runs, Screen screen) {
    TextTable table = new TextTable();
    table.column("run", Align.LEFT).column("status", Align.LEFT).column("started", Align.LEFT);
    table.column("net", Align.LEFT).column("block", Align.LEFT).column("seeds", Align.RIGHT);
    table.column("test acc %", Align.LEFT).column("verdict", Align.LEFT);
    table.column("tags", Align.LEFT);
    StringBuilder problems = new StringBuilder();
    for (IndexedRun run : runs) {
      table.row(
          List.of(
              Printable.line(run.name()),
              run.status().name().toLowerCase(Locale.ROOT),
              run.started() == null ? Numbers.NONE : Printable.line(run.started()),
              listed(run.values("net")),
              listed(run.values("block")),
              run.values("seed").isEmpty()
                  ? Numbers.NONE
                  : Integer.toString(run.values("seed").size()),
              accuracies(run.accuracies()),
              listed(run.values("verdict")),
              Printable.line(String.join(" ", run.tags()))));
      for (String problem : run.problems()) {
        problems.append(Printable.line(run.name() + ": " + problem)).append('\n');
      }
    }
    return table.text(screen) + (problems.isEmpty() ? "" : "\n" + problems);
  }

  /** Returns all that is known of a run but its single values. */
  public static String show(StoredRun run, List<String> tags, Screen screen) {
    StringBuilder out = new StringBuilder();
    line(out, "run", run.path().toString());
    line(out, "kind", run.kind().name().toLowerCase(Locale.ROOT));
    line(out, "status", run.status().name().toLowerCase(Locale.ROOT));
    line(out, "started", run.started());
    line(out, "tags", tags.isEmpty() ? null : String.join(" ", tags));
    for (String key : List.of("reslab_version", "torch_running", "cpu_model", "threads")) {
      Object value = run.environment().get(key);
      line(out, key.replace('_', ' '), value == null ? null : value.toString());
    }
    run.problems().forEach(problem -> line(out, "problem", problem));
    if (run.experimentText() != null) {
      out.append("\nsettings\n")
          .append(
              run.experimentText()
                  .lines()
                  .map(text -> "  " + Printable.line(text) + "\n")
                  .collect(Collectors.joining()));
    }
    Comparison comparison = run.comparison();
    if (comparison != null && !comparison.cells().isEmpty()) {
      out.append('\n').append(ComparisonReport.text(comparison, screen));
      String scores = ComparisonReport.scores(comparison, screen);
      if (!scores.isEmpty()) {
        out.append('\n').append(scores);
      }
    }
    StoredDiagnosis diagnosis = run.diagnosis();
    if (diagnosis != null) {
      out.append('\n');
      diagnosis
          .architectures()
          .forEach(it ->
              out.append(Printable.line(it.name()))
                  .append(": ")
                  .append(it.status().label())
                  .append("\n  ")
                  .append(Printable.line(it.headline()))
                  .append('\n'));
    }
    return out.toString();
  }

  /** Returns what differs between runs, and by how much. */
  public static String compare(RunComparison comparison, Screen screen) {
    StringBuilder out = new StringBuilder();
    List<String> names = comparison.runs().stream().map(Printable::line).toList();
    if (comparison.settings().isEmpty()) {
      out.append("All settings are the same.\n");
    } else {
      TextTable table = new TextTable().column("setting", Align.LEFT);
      names.forEach(name -> table.column(name, Align.LEFT));
      comparison
          .settings()
          .forEach((key, values) -> {
            List<String> cells = new ArrayList<>(List.of(Printable.line(key)));
            values.forEach(value ->
                cells.add(value == null ? Numbers.NONE : Printable.line(value.toString())));
            table.row(cells);
          });
      out.append(table.text(screen));
    }
    if (!comparison.rows().isEmpty()) {
      out.append('\n').append(rows(comparison.rows(), screen));
    }
    if (!comparison.architectures().isEmpty()) {
      TextTable table =
          new TextTable()
              .column("run", Align.LEFT)
              .column("architecture", Align.LEFT)
              .column("verdict", Align.LEFT);
      comparison
          .architectures()
          .forEach(verdict ->
              table.row(
                  List.of(
                      Printable.line(verdict.run()),
                      Printable.line(verdict.architecture()),
                      verdict.status().label())));
      out.append('\n').append(table.text(screen));
    }
    if (!comparison.differences().isEmpty()) {
      out.append("\nDifferences A - B, paired by seed, 95 % t intervals, p by Holm:\n\n")
          .append(differences(comparison.differences(), screen));
    }
    comparison.notes().forEach(note -> out.append('\n').append(Printable.line(note)).append('\n'));
    return out.toString();
  }

  private static String rows(List<RunComparison.Row> rows, Screen screen) {
    TextTable table = new TextTable();
    table.column("run", Align.LEFT).column("net", Align.LEFT).column("block", Align.LEFT);
    table.column("params", Align.RIGHT).column("train loss", Align.RIGHT);
    table.column("test acc %", Align.RIGHT).column("seeds", Align.RIGHT);
    table.column("status", Align.LEFT);
    for (RunComparison.Row row : rows) {
      BlockSummary block = row.summary();
      table.row(
          List.of(
              Printable.line(row.run()),
              Printable.line(block.net()),
              Printable.line(block.block()),
              Numbers.count(block.parameters()),
              ComparisonReport.interval(block.trainLoss(), 1, 4),
              ComparisonReport.interval(block.testAccuracy(), 100, 2),
              Integer.toString(block.statuses().size()),
              ComparisonReport.statuses(block)));
    }
    return table.text(screen);
  }

  private static String differences(List<RunComparison.Difference> differences, Screen screen) {
    TextTable table = new TextTable();
    table.column("metric", Align.LEFT).column("A", Align.LEFT).column("B", Align.LEFT);
    table.column("A - B", Align.RIGHT).column("p", Align.RIGHT).column("p (Holm)", Align.RIGHT);
    table.column("seeds", Align.RIGHT);
    for (RunComparison.Difference each : differences) {
      boolean accuracy = each.metric().equals("test_accuracy");
      table.row(
          List.of(
              accuracy ? "test acc, % points" : each.metric().replace('_', ' '),
              Printable.line(each.runA() + " " + each.networkA()),
              Printable.line(each.runB() + " " + each.networkB()),
              ComparisonReport.interval(each.difference(), accuracy ? 100 : 1, accuracy ? 2 : 4),
              Numbers.pValue(each.pValue()),
              Numbers.pValue(each.pHolm()),
              Integer.toString(each.pairs())));
    }
    return table.text(screen);
  }

  private static void line(StringBuilder out, String key, @Nullable String value) {
    if (value != null) {
      out.append("%-15s%s\n".formatted(key, Printable.line(value)));
    }
  }

  /** Returns the accuracies in percent, with the network's name where there are several. */
  private static String accuracies(List<IndexedRun.Accuracy> all) {
    if (all.isEmpty()) {
      return Numbers.NONE;
    }
    boolean nets = all.stream().map(IndexedRun.Accuracy::net).distinct().count() > 1;
    return all.stream()
        .map(one -> {
          String name = Printable.line((nets ? one.net() + "/" : "") + one.block());
          return (all.size() == 1 ? "" : name + "=") + Numbers.fixed(100 * one.mean(), 2);
        })
        .collect(Collectors.joining(" "));
  }

  private static String listed(List<Object> values) {
    if (values.isEmpty()) {
      return Numbers.NONE;
    }
    String text =
        Printable.line(values.stream().map(Object::toString).collect(Collectors.joining(",")));
    return text.length() <= LONGEST_LIST ? text : text.substring(0, LONGEST_LIST - 3) + "...";
  }
}
