// SPDX-License-Identifier: Apache-2.0
package org.reslab.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.reslab.experiment.BlockSummary;
import org.reslab.experiment.CellResult;
import org.reslab.experiment.Comparison;
import org.reslab.experiment.EpochResult;
import org.reslab.experiment.Experiment;
import org.reslab.experiment.ImageCounts;
import org.reslab.experiment.NotebookReference;
import org.reslab.experiment.PairedDifference;
import org.reslab.experiment.Protocol;
import org.reslab.experiment.RunStatus;
import org.reslab.experiment.ScoreMetric;
import org.reslab.report.TextTable.Align;
import org.reslab.stats.Interval;
import org.reslab.text.Numbers;

/**
 * A comparison as text: the table of blocks, paired differences, and what went otherwise than
 * planned.
 */
public final class ComparisonReport {
  private static final String ACCURACY = "test_accuracy";
  private static final String INTERVALS =
      "Mean and 95 % t interval over the seeds, after the last epoch.";
  private static final String DIFFERENCES =
      "Paired differences A - B over the seeds, 95 % t intervals, p by Holm:";
  private static final String LOSS_TITLE = "train loss";
  private static final String ACCURACY_TITLE = "test acc %";
  private static final String VAL_ACCURACY_TITLE = "val acc %";
  private static final String SPEED_TITLE = "img/s";

  private ComparisonReport() {}

  /** Returns the report, ended by a line feed. */
  public static String text(Comparison comparison) {
    return text(comparison, Screen.PLAIN);
  }

  /** Returns the report as a screen can show it. */
  public static String text(Comparison comparison, Screen screen) {
    StringBuilder out = new StringBuilder();
    out.append(headline(comparison)).append("\n\n").append(blocks(comparison).text(screen));
    if (comparison.experiment().seeds().size() > 1) {
      out.append('\n').append(INTERVALS).append('\n');
    }
    if (!comparison.pairs().isEmpty()) {
      out.append('\n').append(DIFFERENCES).append("\n\n").append(pairs(comparison).text(screen));
    }
    if (comparison.experiment().protocol() == Protocol.NOTEBOOK) {
      out.append('\n').append(notebookNote(comparison.experiment()));
    }
    for (CellResult result : comparison.cells()) {
      if (result.status() != RunStatus.COMPLETED) {
        out.append('\n').append(incomplete(result));
      }
    }
    return out.toString();
  }

  /** Returns the tables in GitHub-flavoured Markdown. */
  public static String markdown(Comparison comparison) {
    StringBuilder out = new StringBuilder();
    out.append(TextTable.markdownText(headline(comparison)))
        .append("\n\n")
        .append(blocks(comparison).markdown());
    if (comparison.experiment().seeds().size() > 1) {
      out.append('\n').append(INTERVALS).append('\n');
    }
    if (!comparison.pairs().isEmpty()) {
      out.append('\n').append(DIFFERENCES).append("\n\n").append(pairs(comparison).markdown());
    }
    if (comparison.experiment().protocol() == Protocol.NOTEBOOK) {
      out.append('\n').append(TextTable.markdownText(notebookNote(comparison.experiment())));
      out.append('\n');
    }
    for (CellResult result : comparison.cells()) {
      if (result.status() != RunStatus.COMPLETED) {
        out.append('\n').append(TextTable.markdownText(incomplete(result))).append('\n');
      }
    }
    return out.toString();
  }

  private static String headline(Comparison comparison) {
    Experiment experiment = comparison.experiment();
    Long maxSteps = experiment.maxSteps();
    ImageCounts data = comparison.data();
    String chosen =
        data.validation() == 0 ? "" : Numbers.count(data.validation()) + " validation and ";
    return "%s on %s: %s training%s %s%s test images, %s%s, %s, %s"
        .formatted(
            String.join(", ", experiment.nets()),
            experiment.data().label(),
            Numbers.count(data.train()),
            data.validation() == 0 ? " and" : ",",
            chosen,
            Numbers.count(data.test()),
            counted(experiment.training().epochs(), "epoch"),
            maxSteps == null ? "" : " (at most " + counted(maxSteps, "step") + ")",
            counted(experiment.seeds().size(), "seed"),
            Numbers.seconds(comparison.seconds()));
  }

  /**
   * Returns a table of what is beyond the accuracy, ended by a line feed; empty where no cell has
   * it.
   */
  static String scores(Comparison comparison, Screen screen) {
    List<ScoreMetric> metrics =
        Arrays.stream(ScoreMetric.values())
            .filter(metric ->
                comparison.blocks().stream()
                    .anyMatch(row -> row.scores().containsKey(metric.label())))
            .toList();
    if (metrics.isEmpty()) {
      return "";
    }
    TextTable table = new TextTable().column("net", Align.LEFT).column("block", Align.LEFT);
    metrics.forEach(metric -> table.column(metric.title(), Align.RIGHT));
    for (BlockSummary row : comparison.blocks()) {
      List<String> cells = new ArrayList<>(List.of(row.net(), row.block()));
      for (ScoreMetric metric : metrics) {
        @Nullable Interval value = row.scores().get(metric.label());
        cells.add(
            value == null
                ? Numbers.NONE
                : interval(value, metric.percent() ? 100 : 1, metric.percent() ? 2 : 4));
      }
      table.row(cells);
    }
    return table.text(screen);
  }

  private static TextTable blocks(Comparison comparison) {
    boolean severalNets = comparison.experiment().nets().size() > 1;
    boolean notebook = comparison.experiment().protocol() == Protocol.NOTEBOOK;
    boolean incomplete =
        comparison.cells().stream().anyMatch(result -> result.status() != RunStatus.COMPLETED);
    TextTable table = new TextTable();
    if (severalNets) {
      table.column("net", Align.LEFT);
    }
    table.column("block", Align.LEFT).column("params", Align.RIGHT).column("MACs", Align.RIGHT);
    boolean validated = comparison.data().validation() > 0;
    for (String metric : List.of(LOSS_TITLE, ACCURACY_TITLE, "grad norm")) {
      if (validated && metric.equals(ACCURACY_TITLE)) {
        table.column(VAL_ACCURACY_TITLE, Align.RIGHT);
      }
      table.column(metric, Align.RIGHT);
      if (notebook) {
        table.column("notebook", Align.RIGHT);
      }
    }
    table.column(SPEED_TITLE, Align.RIGHT).column("time", Align.RIGHT);
    if (incomplete) {
      table.column("status", Align.LEFT);
    }
    for (BlockSummary row : comparison.blocks()) {
      NotebookReference published = notebook ? NotebookReference.of(row.net(), row.block()) : null;
      List<String> cells = new ArrayList<>();
      if (severalNets) {
        cells.add(row.net());
      }
      cells.addAll(
          List.of(row.block(), Numbers.count(row.parameters()), Numbers.scaled(row.macs())));
      cells.add(interval(row.trainLoss(), 1, 4));
      if (notebook) {
        cells.add(published == null ? Numbers.NONE : Numbers.fixed(published.trainLoss(), 4));
      }
      if (validated) {
        @Nullable Interval accuracy = row.valAccuracy();
        cells.add(accuracy == null ? Numbers.NONE : interval(accuracy, 100, 2));
      }
      cells.add(interval(row.testAccuracy(), 100, 2));
      if (notebook) {
        cells.add(
            published == null ? Numbers.NONE : Numbers.fixed(100 * published.testAccuracy(), 2));
      }
      cells.add(interval(row.gradNorm(), 1, 2));
      if (notebook) {
        cells.add(published == null ? Numbers.NONE : Numbers.fixed(published.gradNorm(), 2));
      }
      cells.add(Numbers.fixed(row.imagesPerSecond(), 0));
      cells.add(Numbers.seconds(row.seconds()));
      if (incomplete) {
        cells.add(statuses(row));
      }
      table.row(cells);
    }
    markBest(table, comparison.blocks());
    return table;
  }

  /** The best estimates stand out; whether they are better than others, the intervals say. */
  private static void markBest(TextTable table, List<BlockSummary> rows) {
    if (rows.size() < 2) {
      return;
    }
    for (String net : rows.stream().map(BlockSummary::net).distinct().toList()) {
      best(rows, net, row -> -row.trainLoss().mean())
          .ifPresent(row -> table.ink(row, LOSS_TITLE, Ink.BEST));
      best(rows, net, row -> row.testAccuracy().mean())
          .ifPresent(row -> table.ink(row, ACCURACY_TITLE, Ink.BEST));
      best(rows, net, BlockSummary::imagesPerSecond)
          .ifPresent(row -> table.ink(row, SPEED_TITLE, Ink.BEST));
    }
  }

  private static OptionalInt best(
      List<BlockSummary> rows, String net, ToDoubleFunction<BlockSummary> value) {
    return IntStream.range(0, rows.size())
        .filter(row -> rows.get(row).net().equals(net))
        .filter(row -> Double.isFinite(value.applyAsDouble(rows.get(row))))
        .reduce(
            (a, b) -> value.applyAsDouble(rows.get(b)) > value.applyAsDouble(rows.get(a)) ? b : a);
  }

  private static TextTable pairs(Comparison comparison) {
    boolean severalNets = comparison.experiment().nets().size() > 1;
    TextTable table = new TextTable();
    if (severalNets) {
      table.column("net", Align.LEFT);
    }
    table
        .column("metric", Align.LEFT)
        .column("A", Align.LEFT)
        .column("B", Align.LEFT)
        .column("A - B", Align.RIGHT)
        .column("p", Align.RIGHT)
        .column("p (Holm)", Align.RIGHT)
        .column("seeds", Align.RIGHT);
    for (PairedDifference pair : comparison.pairs()) {
      boolean accuracy = pair.metric().equals(ACCURACY);
      List<String> cells = new ArrayList<>();
      if (severalNets) {
        cells.add(pair.net());
      }
      cells.addAll(
          List.of(
              accuracy ? "test acc, % points" : pair.metric().replace('_', ' '),
              pair.blockA(),
              pair.blockB(),
              interval(pair.difference(), accuracy ? 100 : 1, accuracy ? 2 : 4),
              Numbers.pValue(pair.pValue()),
              Numbers.pValue(pair.pHolm()),
              Integer.toString(pair.pairs())));
      table.row(cells);
    }
    return table;
  }

  private static String notebookNote(Experiment experiment) {
    List<String> differences = experiment.notebookDifferences();
    return differences.isEmpty()
        ? "The notebook's values: one epoch, one run, on a seed that it did not set.\n"
        : "The notebook's values are of one epoch of its own training and not comparable with"
            + " these: "
            + String.join("; ", differences)
            + ".\n";
  }

  private static String incomplete(CellResult result) {
    EpochResult last = result.last();
    String measured =
        last == null
            ? "no epoch was finished"
            : "after epoch %s: train loss %s, test accuracy %s"
                .formatted(
                    last.epoch(),
                    Numbers.fixed(last.trainLoss(), 4),
                    Numbers.percent(last.testAccuracy(), 2));
    return "%s %s: %s (%s)\n"
        .formatted(result.cell().id(), label(result.status()), result.message(), measured);
  }

  static String statuses(BlockSummary row) {
    Map<RunStatus, Integer> counts = new EnumMap<>(RunStatus.class);
    row.statuses().forEach(status -> counts.merge(status, 1, Integer::sum));
    return counts.size() == 1
        ? label(row.statuses().getFirst())
        : counts.entrySet().stream()
            .map(entry -> entry.getValue() + " " + label(entry.getKey()))
            .collect(Collectors.joining(", "));
  }

  static String interval(Interval interval, double scale, int decimals) {
    String mean = Numbers.fixed(scale * interval.mean(), decimals);
    return interval.hasBounds()
        ? "%s [%s, %s]"
            .formatted(
                mean,
                Numbers.fixed(scale * interval.lower(), decimals),
                Numbers.fixed(scale * interval.upper(), decimals))
        : mean;
  }

  private static String label(RunStatus status) {
    return status.name().toLowerCase(Locale.ROOT);
  }

  private static String counted(long count, String noun) {
    return Numbers.count(count) + " " + noun + (count == 1 ? "" : "s");
  }
}
