// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.export;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.reslab.experiment.EpochMetric;
import org.reslab.experiment.EpochResult;
import org.reslab.experiment.FinalScores;
import org.reslab.experiment.ScoreMetric;
import org.reslab.experiment.StepSeries;
import org.reslab.experiment.TestPredictions;
import org.reslab.files.HistogramRow;
import org.reslab.store.StoredCell;
import org.reslab.store.StoredRun;

/** What training measured, as tables. */
final class TrainingTables {
  private static final List<String> RUN = List.of("run", "net", "block", "seed");

  private TrainingTables() {}

  static List<ExportTable> of(StoredRun run) {
    List<ExportTable> tables = new ArrayList<>();
    tables.add(
        table(
            "runs",
            List.of("status", "message", "parameters", "macs"),
            row ->
                run.cells()
                    .forEach(cell ->
                        row.accept(
                            with(
                                cell,
                                cell.status().name().toLowerCase(Locale.ROOT),
                                cell.message(),
                                cell.parameters(),
                                cell.macs())))));
    tables.add(
        table(
            "metrics",
            List.of("epoch", "step", "metric", "value"),
            row -> run.cells().forEach(cell -> metrics(cell, row))));
    tables.add(
        table(
            "epochs",
            Stream.concat(Stream.of("epoch", "step"), EpochMetric.labels().stream()).toList(),
            row -> run.cells().forEach(cell -> epochs(cell, row))));
    if (run.cells().stream().anyMatch(cell -> cell.evaluation() != null)) {
      tables.add(
          table(
              "confusion",
              List.of("label", "predicted", "images"),
              row -> run.cells().forEach(cell -> confusion(cell, row))));
    }
    if (run.cells().stream().anyMatch(cell -> scores(cell) != null)) {
      tables.add(
          table(
              "scores",
              ScoreMetric.labels(),
              row -> run.cells().forEach(cell -> scores(cell, row))));
    }
    if (run.cells().stream().anyMatch(cell -> !cell.histograms().isEmpty())) {
      tables.add(
          table(
              "histograms",
              List.of("epoch", "step", "layer", "stage", "from", "to", "values"),
              row ->
                  run.cells()
                      .forEach(cell ->
                          cell.histograms()
                              .forEach(bins ->
                                  histogram(
                                      bins,
                                      (from, to, count) ->
                                          row.accept(
                                              with(
                                                  cell,
                                                  bins.epoch(),
                                                  bins.step(),
                                                  bins.layer(),
                                                  bins.stage(),
                                                  from,
                                                  to,
                                                  count)))))));
    }
    return tables;
  }

  private static ExportTable table(String name, List<String> columns, ExportTable.Rows rows) {
    List<String> all = new ArrayList<>(RUN);
    all.addAll(columns);
    return new ExportTable(name, all, rows);
  }

  private static List<@Nullable Object> with(StoredCell cell, @Nullable Object... values) {
    List<@Nullable Object> row = new ArrayList<>(RUN.size() + values.length);
    row.addAll(List.of(cell.id(), cell.net(), cell.block(), cell.seed()));
    row.addAll(Arrays.asList(values));
    return row;
  }

  private static void metrics(StoredCell cell, Consumer<List<@Nullable Object>> row) {
    StepSeries steps = cell.steps();
    for (int i = 0; i < steps.size(); i++) {
      long epoch = (long) steps.epoch()[i];
      long step = (long) steps.step()[i];
      row.accept(with(cell, epoch, step, "loss", steps.loss()[i]));
      row.accept(with(cell, epoch, step, "grad_norm", steps.gradNorm()[i]));
      row.accept(with(cell, epoch, step, "lr", steps.lr()[i]));
    }
    for (EpochResult epoch : cell.epochs()) {
      ofEpoch(epoch)
          .forEach((metric, value) ->
              row.accept(with(cell, epoch.epoch(), epoch.step(), metric, value)));
    }
    cell.diagnoses()
        .forEach((metric, values) ->
            values.forEach((epoch, value) ->
                row.accept(with(cell, epoch, stepOf(cell, epoch), "diagnose/" + metric, value))));
  }

  /** The values of an epoch by their names in {@code metrics.jsonl} and {@code timing.jsonl}. */
  static Map<String, Double> ofEpoch(EpochResult epoch) {
    Map<String, Double> values = new LinkedHashMap<>();
    Stream.of(EpochMetric.MEASURED, EpochMetric.TIMED)
        .flatMap(List::stream)
        .filter(metric -> metric.isIn(epoch))
        .forEach(metric -> values.put(metric.measure(), metric.of(epoch)));
    return values;
  }

  /** The last step of an epoch, 0 before training and where no file says. */
  static long stepOf(StoredCell cell, long epoch) {
    return cell.epochs().stream()
        .filter(result -> result.epoch() == epoch)
        .mapToLong(EpochResult::step)
        .findFirst()
        .orElse(0);
  }

  private static void epochs(StoredCell cell, Consumer<List<@Nullable Object>> row) {
    for (EpochResult epoch : cell.epochs()) {
      List<@Nullable Object> values = with(cell, epoch.epoch(), epoch.step());
      for (EpochMetric metric : EpochMetric.values()) {
        values.add(metric.of(epoch));
      }
      row.accept(values);
    }
  }

  private static void confusion(StoredCell cell, Consumer<List<@Nullable Object>> row) {
    @Nullable TestPredictions predictions = cell.evaluation();
    if (predictions == null) {
      return;
    }
    long[][] counts = predictions.confusion();
    for (int label = 0; label < counts.length; label++) {
      for (int predicted = 0; predicted < counts[label].length; predicted++) {
        row.accept(
            with(
                cell,
                predictions.classes().get(label),
                predictions.classes().get(predicted),
                counts[label][predicted]));
      }
    }
  }

  private static @Nullable FinalScores scores(StoredCell cell) {
    @Nullable TestPredictions predictions = cell.evaluation();
    return predictions == null ? null : predictions.scores();
  }

  private static void scores(StoredCell cell, Consumer<List<@Nullable Object>> row) {
    @Nullable FinalScores found = scores(cell);
    if (found == null) {
      return;
    }
    List<@Nullable Object> values = with(cell);
    for (ScoreMetric metric : ScoreMetric.values()) {
      values.add(metric.of(found));
    }
    row.accept(values);
  }

  @FunctionalInterface
  interface Bin {
    void accept(double from, double to, long count);
  }

  /** Hands out the bins in ascending order, and the open ones at the ends where they hold any. */
  static void histogram(HistogramRow row, Bin bin) {
    if (row.below() > 0) {
      bin.accept(Double.NEGATIVE_INFINITY, row.low(), row.below());
    }
    int bins = row.counts().length;
    for (int i = 0; i < bins; i++) {
      bin.accept(row.edge(i), row.edge(i + 1), row.counts()[i]);
    }
    if (row.above() > 0) {
      bin.accept(row.high(), Double.POSITIVE_INFINITY, row.above());
    }
  }
}
