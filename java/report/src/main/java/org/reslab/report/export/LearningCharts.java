// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.export;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.reslab.experiment.EpochResult;
import org.reslab.experiment.StepSeries;
import org.reslab.report.chart.Chart;
import org.reslab.report.chart.LineChart;
import org.reslab.store.StoredCell;
import org.reslab.store.StoredRun;

/**
 * Learning curves of a training run: for each net and metric a chart with a line for each block,
 * the mean over its seeds, and a band from the lowest to the highest of them.
 */
final class LearningCharts {
  /** Points of a line over steps; each is the mean of as many steps as that takes. */
  private static final int POINTS = 200;

  private LearningCharts() {}

  private record Curve(
      String file, String title, String axis, ToDoubleFunction<EpochResult> value) {}

  private static final List<Curve> EPOCHS =
      List.of(
          new Curve("train-loss", "Training loss", "cross-entropy, nats", EpochResult::trainLoss),
          new Curve("test-loss", "Test loss", "cross-entropy, nats", EpochResult::testLoss),
          new Curve(
              "test-accuracy",
              "Test accuracy",
              "top-1, % of the test images",
              epoch -> 100 * epoch.testAccuracy()),
          new Curve(
              "grad-norm",
              "Gradient norm",
              "global L2 norm, mean of the epoch",
              EpochResult::gradNorm));

  private record Steps(
      String file, String title, String axis, Function<StepSeries, double[]> values) {}

  private static final List<Steps> STEPS =
      List.of(
          new Steps(
              "step-loss", "Training loss of the batches", "cross-entropy, nats", StepSeries::loss),
          new Steps(
              "step-grad-norm",
              "Gradient norm of the batches",
              "global L2 norm",
              StepSeries::gradNorm),
          new Steps("step-lr", "Learning rate", "learning rate", StepSeries::lr));

  /** One point of a line, over the seeds. */
  private static final class Point {
    private double sum;
    private int count;
    private double low = Double.POSITIVE_INFINITY;
    private double high = Double.NEGATIVE_INFINITY;

    void add(double value) {
      sum += value;
      count++;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }

  static List<Chart> of(StoredRun run) {
    List<Chart> charts = new ArrayList<>();
    Map<String, List<StoredCell>> nets = new LinkedHashMap<>();
    run.cells().forEach(cell -> nets.computeIfAbsent(cell.net(), _ -> new ArrayList<>()).add(cell));
    nets.forEach((net, cells) -> {
      for (Curve curve : EPOCHS) {
        add(
            charts,
            net,
            curve.file(),
            curve.title(),
            "epoch",
            curve.axis(),
            cells,
            cell -> {
              Map<Double, Double> values = new TreeMap<>();
              cell.epochs()
                  .forEach(epoch ->
                      values.put((double) epoch.epoch(), curve.value().applyAsDouble(epoch)));
              return values;
            });
      }
      long most = cells.stream().mapToLong(cell -> cell.steps().size()).max().orElse(0);
      long every = Math.max(1, Math.ceilDiv(most, POINTS));
      String axis = every == 1 ? "step" : "step (means of %,d)".formatted(every);
      for (Steps steps : STEPS) {
        add(
            charts,
            net,
            steps.file(),
            steps.title(),
            axis,
            steps.axis(),
            cells,
            cell -> means(cell.steps().step(), steps.values().apply(cell.steps()), every));
      }
    });
    return charts;
  }

  private static void add(
      List<Chart> charts,
      String net,
      String file,
      String title,
      String xTitle,
      String yTitle,
      List<StoredCell> cells,
      Function<StoredCell, Map<Double, Double>> series) {
    Map<String, Map<Double, Point>> blocks = new LinkedHashMap<>();
    Map<String, Integer> seeds = new LinkedHashMap<>();
    for (StoredCell cell : cells) {
      Map<Double, Point> points = blocks.computeIfAbsent(cell.block(), _ -> new TreeMap<>());
      seeds.merge(cell.block(), 1, Integer::sum);
      series.apply(cell).forEach((x, y) -> points.computeIfAbsent(x, _ -> new Point()).add(y));
    }
    boolean bands = seeds.values().stream().anyMatch(count -> count > 1);
    LineChart chart =
        new LineChart(
            net + "-" + file,
            "%s of %s%s".formatted(title, net, bands ? ": mean and range over the seeds" : ""),
            xTitle,
            yTitle);
    blocks.forEach((block, points) -> {
      double[] x = points.keySet().stream().mapToDouble(Double::doubleValue).toArray();
      double[] y = points.values().stream().mapToDouble(p -> p.sum / p.count).toArray();
      boolean band = seeds.getOrDefault(block, 0) > 1;
      chart.line(
          block,
          x,
          y,
          band ? points.values().stream().mapToDouble(p -> p.low).toArray() : null,
          band ? points.values().stream().mapToDouble(p -> p.high).toArray() : null);
    });
    chart.logarithmicWhereItGrows();
    if (!chart.empty()) {
      charts.add(chart.build());
    }
  }

  /** Means over parts of so many steps, at the last step of each. A value that is lost is NaN. */
  private static Map<Double, Double> means(double[] steps, double[] values, long every) {
    Map<Long, Point> parts = new TreeMap<>();
    for (int i = 0; i < steps.length; i++) {
      parts.computeIfAbsent(((long) steps[i] - 1) / every, _ -> new Point()).add(values[i]);
    }
    Map<Double, Double> means = new TreeMap<>();
    parts.forEach(
        (part, point) -> means.put((double) ((part + 1) * every), point.sum / point.count));
    return means;
  }
}
