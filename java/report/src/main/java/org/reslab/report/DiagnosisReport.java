// SPDX-License-Identifier: Apache-2.0
package org.reslab.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.reslab.Layer;
import org.reslab.NetworkSpec;
import org.reslab.diagnosis.CoordinateCheck;
import org.reslab.diagnosis.Diagnosis;
import org.reslab.diagnosis.NotebookDiagnosis;
import org.reslab.diagnosis.SubjectResult;
import org.reslab.health.Aim;
import org.reslab.health.Card;
import org.reslab.health.Contest;
import org.reslab.health.Finding;
import org.reslab.health.Status;
import org.reslab.health.Verdict;
import org.reslab.metrics.Metric;
import org.reslab.metrics.MetricDisplay;
import org.reslab.metrics.Metrics;
import org.reslab.report.TextTable.Align;
import org.reslab.report.series.Line;
import org.reslab.stats.Interval;
import org.reslab.stats.LogSummary;
import org.reslab.text.Numbers;

/** A diagnosis as text: a table, a card for each architecture, and pre- against post-activation. */
public final class DiagnosisReport {
  private static final double LEVEL = 0.95;
  private static final int WRAP = 100;
  private static final int STATUS_WIDTH = 10;
  private static final String STATUS_TITLE = "status";

  private static final List<MetricDisplay> COLUMNS = MetricDisplay.columns();

  private final Screen screen;

  private DiagnosisReport(Screen screen) {
    this.screen = screen;
  }

  /** Returns the report. */
  public static String text(Diagnosis diagnosis) {
    return new DiagnosisReport(Screen.PLAIN).report(diagnosis);
  }

  /** Returns the report as a screen can show it. */
  public static String text(Diagnosis diagnosis, Screen screen) {
    return new DiagnosisReport(screen).report(diagnosis);
  }

  /** Returns the notebook's table, a network a row, as a screen can show it. */
  public static String text(List<NotebookDiagnosis> rows, List<Card> cards, Screen screen) {
    return new DiagnosisReport(screen).report(rows, cards);
  }

  private String report(Diagnosis diagnosis) {
    StringBuilder out = new StringBuilder(table(diagnosis));
    for (int i = 0; i < diagnosis.results().size(); i++) {
      out.append('\n').append(card(diagnosis.results().get(i), diagnosis.cards().get(i)));
    }
    for (Diagnosis.Comparison comparison : diagnosis.decisions()) {
      out.append('\n').append(decision(comparison));
    }
    List<CoordinateCheck> checks = diagnosis.coordinateChecks();
    if (!checks.isEmpty()) {
      out.append("\ncoordinate check: slope of ln mean|output| against ln width, 0 for muP\n");
      for (CoordinateCheck check : checks) {
        out.append(
            String.format(
                Locale.ROOT,
                "  %s %s, %s, %s, %s steps: %s%n",
                check.net(),
                check.block(),
                check.input(),
                check.layer(),
                check.steps(),
                Numbers.interval(check.slope())));
      }
    }
    return out.toString();
  }

  private String table(Diagnosis diagnosis) {
    TextTable table =
        new TextTable()
            .column("net", Align.LEFT)
            .column("block", Align.LEFT)
            .column("input", Align.LEFT)
            .column("depth", Align.RIGHT)
            .column("params", Align.RIGHT)
            .column("MACs", Align.RIGHT);
    COLUMNS.forEach(
        column -> table.column(Objects.requireNonNull(column.tableTitle()), Align.RIGHT));
    table.column(STATUS_TITLE, Align.LEFT);
    List<SubjectResult> results = diagnosis.results();
    List<List<String>> columns =
        COLUMNS.stream().map(column -> estimates(results, column.name())).toList();
    for (int i = 0; i < results.size(); i++) {
      SubjectResult result = results.get(i);
      List<String> row = new ArrayList<>();
      row.add(result.subject().net());
      row.add(result.subject().block().name());
      row.add(result.subject().input().label());
      row.add(Integer.toString(result.depth()));
      row.add(Numbers.count(result.cost().parameters()));
      row.add(Numbers.scaled(result.cost().macs()));
      for (List<String> column : columns) {
        row.add(column.get(i));
      }
      row.add(diagnosis.cards().get(i).status().toString());
      table.row(row);
      table.ink(i, STATUS_TITLE, Ink.of(diagnosis.cards().get(i).status()));
    }
    return table.text(screen);
  }

  /** The estimates of a metric as its verdicts have them, one for each result. */
  private static List<String> estimates(List<SubjectResult> results, String name) {
    Metric metric = Objects.requireNonNull(Metrics.find(name), name);
    List<double @Nullable []> values =
        results.stream().<double @Nullable []>map(result -> result.samples().get(name)).toList();
    List<String> column =
        Numbers.alike(values.stream().mapToDouble(each -> mean(metric, each)).toArray());
    return IntStream.range(0, values.size())
        .mapToObj(i -> values.get(i) == null ? Numbers.NONE : column.get(i))
        .toList();
  }

  /** NaN where there is no value, or none is defined. */
  private static double mean(Metric metric, double @Nullable [] values) {
    double[] defined =
        values == null ? new double[0] : Arrays.stream(values).filter(Double::isFinite).toArray();
    if (defined.length == 0) {
      return Double.NaN;
    }
    boolean logarithmic = metric.positive() && Arrays.stream(defined).allMatch(value -> value > 0);
    return logarithmic
        ? LogSummary.of(defined, LEVEL).geometricMean().mean()
        : Interval.meanT(defined, LEVEL).mean();
  }

  private String card(SubjectResult result, Card card) {
    StringBuilder out = new StringBuilder();
    out.append(card.architecture().name()).append(": ").append(word(card.status())).append('\n');
    paragraph(out, "  ", card.headline());
    for (Aim aim : List.of(Aim.PREDICTION, Aim.HEALTH)) {
      List<Verdict> verdicts = card.verdicts(aim);
      if (!verdicts.isEmpty()) {
        out.append("  ")
            .append(aim == Aim.PREDICTION ? "as theory predicts?" : "healthy?")
            .append('\n');
        verdicts.forEach(verdict -> verdict(out, verdict));
      }
    }
    if (!card.findings().isEmpty()) {
      out.append("  structure\n");
      card.findings().forEach(finding -> finding(out, finding));
    }
    curves(out, result);
    return out.toString();
  }

  private void verdict(StringBuilder out, Verdict verdict) {
    out.append(
        String.format(
            Locale.ROOT,
            "    %s %-28s %s%s%n",
            padded(verdict.status()),
            verdict.metric(),
            Numbers.interval(verdict.value()),
            verdict.expected() == null ? "" : ", expected " + verdict.expected()));
    switch (verdict.status()) {
      case PASS, INFO -> {}
      case WARN, FAIL, BORDERLINE, UNDEFINED ->
          paragraph(out, "      ", verdict.reason() + " " + verdict.remedy());
    }
  }

  private void finding(StringBuilder out, Finding finding) {
    out.append(
        String.format(
            Locale.ROOT,
            "    %s %s (%s)%n",
            padded(finding.severity().status()),
            finding.code().label(),
            finding.where()));
    paragraph(out, "      ", sentence(finding.message()) + " " + sentence(finding.remedy()));
  }

  private static void curves(StringBuilder out, SubjectResult result) {
    boolean titled = false;
    for (MetricDisplay metric : MetricDisplay.charts()) {
      String title = Objects.requireNonNull(metric.chart()).cardTitle();
      List<Layer> layers =
          result.layersWith(metric.name()).stream().filter(Layer::blockOutput).toList();
      if (title == null || layers.size() < 2) {
        continue;
      }
      if (!titled) {
        out.append("  over depth, at the outputs of blocks\n");
        titled = true;
      }
      double[] values =
          layers.stream()
              .mapToDouble(layer ->
                  LogSummary.of(result.values(metric.name(), layer), LEVEL).geometricMean().mean())
              .toArray();
      List<String> ends = Numbers.alike(values[0], values[values.length - 1]);
      out.append(
          "    %-16s %s  %s to %s%n"
              .formatted(
                  title,
                  Sparkline.of(values, Line.spansOrders(Stream.of(values))),
                  ends.get(0),
                  ends.get(1)));
    }
  }

  private String decision(Diagnosis.Comparison comparison) {
    StringBuilder out = new StringBuilder("pre- or post-activation?\n");
    out.append("  post: ").append(comparison.post()).append('\n');
    out.append("  pre:  ").append(comparison.pre()).append('\n');
    for (Contest contest : comparison.decision().contests()) {
      paragraph(out, "    ", contest.sentence());
    }
    paragraph(out, "  ", comparison.decision().conclusion());
    return out.toString();
  }

  private String report(List<NotebookDiagnosis> rows, List<Card> cards) {
    TextTable table = new TextTable().column("model", Align.LEFT).column("seed", Align.RIGHT);
    rows.getFirst().columns().keySet().forEach(column -> table.column(column, Align.RIGHT));
    List<List<String>> columns =
        rows.getFirst().columns().keySet().stream()
            .map(name ->
                Numbers.alike(rows.stream().mapToDouble(row -> row.columns().get(name)).toArray()))
            .toList();
    for (int i = 0; i < rows.size(); i++) {
      NetworkSpec spec = rows.get(i).spec();
      List<String> cells = new ArrayList<>();
      cells.add(spec.net() + " " + spec.block().name());
      cells.add(Long.toUnsignedString(spec.seed()));
      for (List<String> column : columns) {
        cells.add(column.get(i));
      }
      table.row(cells);
    }
    StringBuilder out = new StringBuilder(table.text(screen));
    for (Card card : cards) {
      out.append('\n')
          .append(card.architecture().name())
          .append(": ")
          .append(word(card.status()))
          .append('\n');
      paragraph(out, "  ", card.headline());
      card.verdicts(Aim.HEALTH).forEach(verdict -> verdict(out, verdict));
      card.findings().forEach(finding -> finding(out, finding));
    }
    return out.toString();
  }

  private String word(Status status) {
    return screen.paint(Ink.of(status), status.toString());
  }

  private String padded(Status status) {
    return word(status) + " ".repeat(STATUS_WIDTH - status.toString().length());
  }

  private static String sentence(String text) {
    return text.isEmpty() || text.endsWith(".") ? text : text + ".";
  }

  /** Appends text in lines of at most {@link #WRAP} characters, fewer on a narrow screen. */
  private void paragraph(StringBuilder out, String indent, String text) {
    int width = Math.min(WRAP, screen.columns());
    StringBuilder line = new StringBuilder();
    for (String word : text.strip().split("\\s+", -1)) {
      if (word.isEmpty()) {
        continue;
      }
      if (!line.isEmpty() && indent.length() + line.length() + 1 + word.length() > width) {
        out.append(indent).append(line).append('\n');
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    if (!line.isEmpty()) {
      out.append(indent).append(line).append('\n');
    }
  }
}
