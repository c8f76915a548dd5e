// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.reslab.StepRecord;
import org.reslab.metrics.CsvTable;
import org.reslab.metrics.JsonLinesSink;
import org.reslab.metrics.Metric;
import org.reslab.metrics.MetricSink;

/** Writes steps and epochs to {@code metrics.jsonl} and {@code epochs.csv} as they come. */
final class RunRecorder implements AutoCloseable {
  /** Begins the names of metrics of untrained networks that are taken through training. */
  static final String DIAGNOSIS = "diagnose/";

  private static final List<String> COLUMNS =
      List.of(
          "run",
          "net",
          "block",
          "seed",
          "epoch",
          "train_loss",
          "test_loss",
          "test_accuracy",
          "grad_norm",
          "lr",
          "seconds",
          "train_seconds",
          "images_per_second");

  private final MetricSink metrics;
  private final CsvTable epochs;

  RunRecorder(RunDirectory directory) {
    metrics = new JsonLinesSink(directory.metricsFile());
    try {
      epochs = new CsvTable(directory.epochsFile(), COLUMNS);
    } catch (RuntimeException e) {
      metrics.close();
      throw e;
    }
  }

  void steps(Cell cell, List<StepRecord> steps) {
    for (StepRecord step : steps) {
      accept(cell, step.epoch(), step.step(), "loss", step.loss());
      accept(cell, step.epoch(), step.step(), "grad_norm", step.gradNorm());
      accept(cell, step.epoch(), step.step(), "lr", step.lr());
    }
    metrics.flush();
  }

  void epoch(Cell cell, EpochResult e) {
    accept(cell, e.epoch(), e.step(), "train_loss", e.trainLoss());
    accept(cell, e.epoch(), e.step(), "train_grad_norm", e.gradNorm());
    accept(cell, e.epoch(), e.step(), "test_loss", e.testLoss());
    accept(cell, e.epoch(), e.step(), "test_accuracy", e.testAccuracy());
    accept(cell, e.epoch(), e.step(), "images_per_second", e.imagesPerSecond());
    accept(cell, e.epoch(), e.step(), "epoch_seconds", e.seconds());
    metrics.flush();
    epochs.row(
        Arrays.asList(
            cell.id(),
            cell.net(),
            cell.block().name(),
            cell.seed(),
            e.epoch(),
            e.trainLoss(),
            e.testLoss(),
            e.testAccuracy(),
            e.gradNorm(),
            e.lr(),
            e.seconds(),
            e.trainSeconds(),
            e.imagesPerSecond()));
  }

  /**
   * Writes what was measured of a network through training.
   *
   * @param epoch 0 before the first one
   * @param values by metric, or {@code metric/layer}
   */
  void diagnosis(Cell cell, long epoch, long step, Map<String, Double> values) {
    values.forEach((metric, value) -> accept(cell, epoch, step, DIAGNOSIS + metric, value));
    metrics.flush();
  }

  @Override
  public void close() {
    try (epochs) {
      metrics.close();
    }
  }

  private void accept(Cell cell, long epoch, long step, String metric, double value) {
    metrics.accept(
        new Metric(
            cell.id(), cell.net(), cell.block().name(), cell.seed(), epoch, step, metric, value));
  }
}
