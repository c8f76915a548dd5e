// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.export;

import java.io.IOException;
import java.io.OutputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.reslab.diagnosis.StoredDiagnosis.Architecture;
import org.reslab.diagnosis.StoredDiagnosis.Profile;
import org.reslab.experiment.EpochResult;
import org.reslab.experiment.StepSeries;
import org.reslab.files.HistogramRow;
import org.reslab.files.Json;
import org.reslab.report.chart.Chart;
import org.reslab.store.StoredCell;
import org.reslab.store.StoredRun;

/**
 * Cells and architectures as TensorBoard's event files, a folder for each.
 *
 * <p>Tags: {@code step/*} per step, {@code epoch/*} at the last step of each epoch, {@code
 * diagnose/*}, {@code activations/*}, {@code confusion} and {@code mistakes}. A run directory knows
 * no times but that of its start and how long epochs took; wall times follow from these, for cells
 * one after the other.
 */
final class TensorBoardExport {
  private static final List<String> FINAL =
      List.of("epoch/test_accuracy", "epoch/test_loss", "epoch/train_loss");

  private TensorBoardExport() {}

  /** The name of an event file; TensorBoard looks for {@code tfevents}. */
  static String fileName(StoredRun run) {
    return String.format(Locale.ROOT, "events.out.tfevents.%010d.reslab", (long) start(run));
  }

  /** When a run directory was begun, in seconds since 1970; 0 where no file says. */
  static double start(StoredRun run) {
    @Nullable String started = run.started();
    if (started == null) {
      return 0;
    }
    try {
      return Instant.parse(started).toEpochMilli() / 1000.0;
    } catch (DateTimeException _) {
      return 0; // an unreadable time is no time; the values do not depend on it
    }
  }

  /**
   * Returns how long the epochs of a cell took; those that no file has the time of are left out.
   */
  static double seconds(StoredCell cell) {
    return cell.epochs().stream().mapToDouble(EpochResult::seconds).filter(Double::isFinite).sum();
  }

  static void write(StoredRun run, StoredCell cell, double start, OutputStream out)
      throws IOException {
    EventFile events = new EventFile(out, start);
    Clock clock = new Clock(cell, start);
    Map<String, Object> settings = settings(run, cell);
    events.plugin(
        start, HParams.EXPERIMENT_TAG, HParams.PLUGIN, HParams.experiment(settings, FINAL));
    events.plugin(
        start, HParams.START_TAG, HParams.PLUGIN, HParams.start(cell.id(), settings, start));
    StepSeries steps = cell.steps();
    for (int i = 0; i < steps.size(); i++) {
      long step = (long) steps.step()[i];
      double time = clock.at(step);
      events.scalar(time, step, "step/loss", steps.loss()[i]);
      events.scalar(time, step, "step/grad_norm", steps.gradNorm()[i]);
      events.scalar(time, step, "step/lr", steps.lr()[i]);
    }
    for (EpochResult epoch : cell.epochs()) {
      for (Map.Entry<String, Double> value : TrainingTables.ofEpoch(epoch).entrySet()) {
        events.scalar(
            clock.at(epoch.step()), epoch.step(), "epoch/" + value.getKey(), value.getValue());
      }
    }
    for (Map.Entry<String, Map<Long, Double>> metric : cell.diagnoses().entrySet()) {
      for (Map.Entry<Long, Double> value : metric.getValue().entrySet()) {
        long step = TrainingTables.stepOf(cell, value.getKey());
        events.scalar(clock.at(step), step, "diagnose/" + metric.getKey(), value.getValue());
      }
    }
    for (HistogramRow row : cell.histograms()) {
      events.histogram(clock.at(row.step()), "activations/" + row.layer(), row);
    }
    long last = steps.size() == 0 ? 0 : (long) steps.step()[steps.size() - 1];
    image(events, clock.at(last), last, "confusion", PictureCharts.confusion(cell));
    image(events, clock.at(last), last, "mistakes", PictureCharts.mistakes(cell));
    events.plugin(
        clock.at(last),
        HParams.END_TAG,
        HParams.PLUGIN,
        HParams.end(cell.status(), clock.at(last)));
  }

  private static void image(
      EventFile events, double time, long step, String tag, Optional<Chart> found)
      throws IOException {
    if (found.isPresent()) {
      Chart chart = found.get();
      events.image(time, step, tag, chart.width(), chart.height(), chart.smallPng());
    }
  }

  /** An architecture of a diagnosis: metrics at step 0, and profiles with layers as steps. */
  static void write(StoredRun run, Architecture architecture, OutputStream out) throws IOException {
    double time = start(run);
    EventFile events = new EventFile(out, time);
    for (Map.Entry<String, double[]> metric : architecture.metrics().entrySet()) {
      double[] values = metric.getValue();
      for (int i = 0; i < values.length; i++) {
        events.scalar(time, i, "metric/" + metric.getKey(), values[i]);
      }
    }
    for (Map.Entry<String, Profile> profile : architecture.profiles().entrySet()) {
      double[] estimates = profile.getValue().estimate();
      for (int i = 0; i < estimates.length; i++) {
        events.scalar(time, i + 1L, "depth/" + profile.getKey(), estimates[i]);
      }
    }
    for (HistogramRow row : run.histograms()) {
      if (row.run().equals(architecture.name())) {
        events.histogram(time, "activations/" + row.layer(), row);
      }
    }
  }

  /** The settings that are one number, word or switch, with those of the cell itself first. */
  private static Map<String, Object> settings(StoredRun run, StoredCell cell) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("net", cell.net());
    settings.put("block", cell.block());
    settings.put("seed", cell.seed());
    if (run.experiment() != null) {
      Json.object(run.experiment())
          .forEach((key, value) -> {
            if (value instanceof Number || value instanceof String || value instanceof Boolean) {
              settings.putIfAbsent(key, value);
            }
          });
    }
    return settings;
  }

  /** When a step was, from when epochs ended. */
  private static final class Clock {
    private final List<double[]> ends = new ArrayList<>(); // step, time
    private final double start;

    Clock(StoredCell cell, double start) {
      this.start = start;
      double at = start;
      for (EpochResult epoch : cell.epochs()) {
        at += Double.isFinite(epoch.seconds()) ? epoch.seconds() : 0;
        ends.add(new double[] {(double) epoch.step(), at});
      }
    }

    double at(long step) {
      double fromStep = 0;
      double from = start;
      for (double[] end : ends) {
        if (step <= end[0]) {
          return from + (end[1] - from) * (step - fromStep) / Math.max(1, end[0] - fromStep);
        }
        fromStep = end[0];
        from = end[1];
      }
      return from;
    }
  }
}
