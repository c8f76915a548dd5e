// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.reslab.ActivationHistogram;
import org.reslab.NativeIoException;
import org.reslab.StepRecord;
import org.reslab.files.CsvTable;
import org.reslab.files.GrowingFile;
import org.reslab.files.HistogramRow;
import org.reslab.files.Json;
import org.reslab.files.JsonLinesSink;
import org.reslab.files.Metric;
import org.reslab.files.MetricSink;

/**
 * Writes what cells measure as it comes. {@code metrics.jsonl} and {@code histograms.jsonl} depend
 * on the experiment alone; what the clock says goes to {@code timing.jsonl}.
 */
final class CellRecorder implements AutoCloseable {
  /** Begins the names of metrics of untrained networks that are taken through training. */
  static final String DIAGNOSIS = "diagnose/";

  /** What is measured of each step, in the order of the file. */
  static final List<String> STEP_METRICS = List.of("loss", "grad_norm", "lr");

  private static final List<String> COLUMNS =
      Stream.concat(
              Stream.of("run", "net", "block", "seed", "epoch"), EpochMetric.labels().stream())
          .toList();

  private final JsonLinesSink metrics;
  private final JsonLinesSink timing;
  private final GrowingFile histograms;
  private final CsvTable epochs;

  /** Lengths of the files, all of which is on the disk. */
  record Lengths(long metrics, long timing, long histograms) {}

  /**
   * Opens the files, to be continued where they are.
   *
   * @param earlier cells whose epochs {@code epochs.csv} begins with; it is rewritten
   */
  CellRecorder(RunDirectory directory, List<CellResult> earlier) {
    metrics = new JsonLinesSink(directory.metricsFile());
    timing = new JsonLinesSink(directory.timingFile());
    histograms =
        new GrowingFile(
            directory.histogramsFile(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    try {
      Files.deleteIfExists(directory.epochsFile());
      epochs = new CsvTable(directory.epochsFile(), COLUMNS);
      earlier.forEach(result -> result.epochs().forEach(epoch -> row(result.cell(), epoch)));
    } catch (IOException e) {
      throw closed(new NativeIoException("cannot replace " + directory.epochsFile() + ": " + e, e));
    } catch (RuntimeException e) {
      throw closed(e);
    }
  }

  private RuntimeException closed(RuntimeException reason) {
    for (AutoCloseable file : List.of(metrics, timing, histograms)) {
      try {
        file.close();
      } catch (Exception e) {
        reason.addSuppressed(e);
      }
    }
    return reason;
  }

  void steps(Cell cell, List<StepRecord> steps) {
    for (StepRecord step : steps) {
      double[] values = {step.loss(), step.gradNorm(), step.lr()};
      for (int i = 0; i < values.length; i++) {
        accept(metrics, cell, step.epoch(), step.step(), STEP_METRICS.get(i), values[i]);
      }
    }
    metrics.flush();
  }

  void epoch(Cell cell, EpochResult e) {
    for (EpochMetric metric : EpochMetric.MEASURED) {
      if (!metric.isIn(e)) {
        continue;
      }
      accept(metrics, cell, e.epoch(), e.step(), metric.measure(), metric.of(e));
    }
    metrics.flush();
    for (EpochMetric metric : EpochMetric.TIMED) {
      accept(timing, cell, e.epoch(), e.step(), metric.measure(), metric.of(e));
    }
    timing.flush();
    row(cell, e);
  }

  private void row(Cell cell, EpochResult e) {
    List<Object> row = new ArrayList<>();
    row.addAll(List.of(cell.id(), cell.net(), cell.block().name(), cell.seed(), e.epoch()));
    for (EpochMetric metric : EpochMetric.values()) {
      row.add(metric.of(e));
    }
    epochs.row(row);
  }

  /**
   * Writes what was measured of a network through training.
   *
   * @param epoch 0 before the first one
   * @param values by metric, or {@code metric/layer}
   * @param distributions of the outputs of its blocks
   */
  void diagnosis(
      Cell cell,
      long epoch,
      long step,
      Map<String, Double> values,
      List<ActivationHistogram> distributions) {
    values.forEach(
        (metric, value) -> accept(metrics, cell, epoch, step, DIAGNOSIS + metric, value));
    metrics.flush();
    for (ActivationHistogram it : distributions) {
      histograms.line(
          Json.line(
              HistogramRow.of(
                  cell.id(), cell.net(), cell.block().name(), cell.seed(), epoch, step, it)));
    }
    histograms.flush();
  }

  /** Brings everything to the disk. */
  Lengths sync() {
    return new Lengths(metrics.sync(), timing.sync(), histograms.sync());
  }

  @Override
  public void close() {
    try (epochs;
        histograms;
        timing) {
      metrics.close();
    }
  }

  private static void accept(
      MetricSink sink, Cell cell, long epoch, long step, String metric, double value) {
    sink.accept(
        new Metric(
            cell.id(), cell.net(), cell.block().name(), cell.seed(), epoch, step, metric, value));
  }
}
