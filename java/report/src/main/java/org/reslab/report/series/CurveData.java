// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.series;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.reslab.experiment.EpochMetric;
import org.reslab.experiment.EpochResult;
import org.reslab.experiment.StepSeries;
import org.reslab.report.series.Line.Samples;
import org.reslab.store.StoredCell;

/**
 * Learning curves by metric, then by the key of a series.
 *
 * @param epoch against the epoch
 * @param step against the step; what is measured once an epoch, at its last step
 * @param stepsPerPoint how many steps became one point, so that no line has more than {@value
 *     #MAX_POINTS}
 */
public record CurveData(
    Map<String, Map<String, Line>> epoch, Map<String, Map<String, Line>> step, long stepsPerPoint) {
  /** With the two edges of its band a series of so many points is about twice as many values. */
  public static final int MAX_POINTS = 1000;

  private static final List<EpochMetric> BY_EPOCH =
      List.of(
          EpochMetric.TEST_ACCURACY,
          EpochMetric.VAL_ACCURACY,
          EpochMetric.TRAIN_LOSS,
          EpochMetric.TEST_LOSS,
          EpochMetric.VAL_LOSS,
          EpochMetric.GRAD_NORM,
          EpochMetric.LR);
  private static final Map<String, Function<StepSeries, double[]>> BY_STEP = byStep();

  /** Lays the seeds of each series over each other. */
  public static CurveData of(Map<String, List<StoredCell>> series) {
    double last =
        series.values().stream()
            .flatMap(List::stream)
            .map(StoredCell::steps)
            .filter(steps -> steps.size() > 0)
            .mapToDouble(steps -> steps.step()[steps.size() - 1])
            .max()
            .orElse(0);
    long width = Math.max(1, Math.ceilDiv((long) last, MAX_POINTS));
    Map<String, Map<String, Line>> epoch = new LinkedHashMap<>();
    Map<String, Map<String, Line>> step = new LinkedHashMap<>();
    series.forEach((key, cells) -> {
      for (EpochMetric metric : BY_EPOCH) {
        String name = metric.label();
        put(epoch, name, key, epochs(cells, EpochResult::epoch, metric), 1);
        if (!BY_STEP.containsKey(name)) {
          put(step, name, key, epochs(cells, EpochResult::step, metric), 1);
        }
      }
      BY_STEP.forEach((metric, column) -> put(step, metric, key, steps(cells, column), width));
    });
    return new CurveData(epoch, step, width);
  }

  /** Metrics of diagnoses taken along with training, those of single layers left out. */
  public static Map<String, Map<String, Line>> snapshots(Map<String, List<StoredCell>> series) {
    Map<String, Map<String, Line>> snapshots = new LinkedHashMap<>();
    series.forEach((key, cells) ->
        cells.stream()
            .flatMap(cell -> cell.diagnoses().keySet().stream())
            .filter(metric -> !metric.contains("/"))
            .distinct()
            .forEach(metric -> put(snapshots, metric, key, diagnoses(cells, metric), 1)));
    return snapshots;
  }

  private static void put(
      Map<String, Map<String, Line>> curves,
      String metric,
      String key,
      List<Samples> seeds,
      long width) {
    Line line = Line.over(seeds, width);
    if (line.x().length > 0) {
      curves.computeIfAbsent(metric, _ -> new LinkedHashMap<>()).put(key, line);
    }
  }

  private static List<Samples> epochs(
      List<StoredCell> cells, ToDoubleFunction<EpochResult> place, EpochMetric metric) {
    return cells.stream()
        .map(cell -> cell.epochs().stream().filter(metric::isIn).toList())
        .map(epochs ->
            new Samples(
                epochs.stream().mapToDouble(place).toArray(),
                epochs.stream().mapToDouble(metric::of).toArray()))
        .toList();
  }

  private static List<Samples> steps(
      List<StoredCell> cells, Function<StepSeries, double[]> column) {
    return cells.stream()
        .map(cell -> new Samples(cell.steps().step(), column.apply(cell.steps())))
        .toList();
  }

  private static List<Samples> diagnoses(List<StoredCell> cells, String metric) {
    List<Samples> seeds = new ArrayList<>();
    for (StoredCell cell : cells) {
      Map<Long, Double> values = cell.diagnoses().getOrDefault(metric, Map.of());
      seeds.add(
          new Samples(
              values.keySet().stream().mapToDouble(Long::doubleValue).toArray(),
              values.values().stream().mapToDouble(Double::doubleValue).toArray()));
    }
    return seeds;
  }

  private static Map<String, Function<StepSeries, double[]>> byStep() {
    Map<String, Function<StepSeries, double[]>> metrics = new LinkedHashMap<>();
    metrics.put("train_loss", StepSeries::loss);
    metrics.put("grad_norm", StepSeries::gradNorm);
    metrics.put("lr", StepSeries::lr);
    return metrics;
  }
}
