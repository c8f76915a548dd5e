// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;
import org.reslab.files.Metric;

/** What the files of a run directory say of one cell. */
public final class CellHistory {
  private final String id;
  private final String net;
  private final String block;
  private final long seed;

  private final DoubleStream.Builder step = DoubleStream.builder();
  private final DoubleStream.Builder stepEpoch = DoubleStream.builder();
  private final DoubleStream.Builder loss = DoubleStream.builder();
  private final DoubleStream.Builder gradNorm = DoubleStream.builder();
  private final DoubleStream.Builder lr = DoubleStream.builder();
  private final Map<Long, Map<String, Double>> epochs = new TreeMap<>();
  private final Map<Long, Long> lastSteps = new TreeMap<>();
  private final Map<Long, Double> lastRates = new TreeMap<>();
  private final Map<String, Map<Long, Double>> diagnoses = new LinkedHashMap<>();
  private long stepValues;
  private @Nullable Step open;
  private @Nullable StepSeries series;

  /** A step of which not all values may have been read. */
  private static final class Step {
    private final long step;
    private final long epoch;
    private double loss = Double.NaN;
    private double gradNorm = Double.NaN;
    private double lr = Double.NaN;

    Step(long step, long epoch) {
      this.step = step;
      this.epoch = epoch;
    }
  }

  CellHistory(Metric first) {
    id = first.run();
    net = first.net();
    block = first.block();
    seed = first.seed();
  }

  /** Returns the name of the cell. */
  public String id() {
    return id;
  }

  /** Returns the network name. */
  public String net() {
    return net;
  }

  /** Returns the block as it was asked for. */
  public String block() {
    return block;
  }

  /** Returns the seed. */
  public long seed() {
    return seed;
  }

  /** Returns the steps in order; a value that the file lacks is NaN. */
  public StepSeries steps() {
    if (series == null) {
      finishStep();
      series =
          new StepSeries(
              step.build().toArray(),
              stepEpoch.build().toArray(),
              loss.build().toArray(),
              gradNorm.build().toArray(),
              lr.build().toArray());
    }
    return series;
  }

  /** Returns the epochs that ended with an evaluation; times that no file has are NaN. */
  public List<EpochResult> epochs() {
    return epochs.entrySet().stream()
        .filter(epoch -> epoch.getValue().containsKey(EpochMetric.TEST_ACCURACY.measure()))
        .map(epoch -> result(epoch.getKey(), epoch.getValue()))
        .toList();
  }

  /** Returns how many values of steps there are, NaN included. */
  long stepValues() {
    return stepValues;
  }

  /** Returns how many epochs have a value of this, NaN included. */
  long epochsWith(EpochMetric metric) {
    return epochs.values().stream().filter(e -> e.containsKey(metric.measure())).count();
  }

  /**
   * Returns what was measured of the network through training.
   *
   * @return by metric, or {@code metric/layer}, the value at each epoch, 0 before training
   */
  public Map<String, Map<Long, Double>> diagnoses() {
    return diagnoses;
  }

  void add(Metric metric) {
    switch (metric.metric()) {
      case "loss" -> at(metric).loss = metric.value();
      case "grad_norm" -> at(metric).gradNorm = metric.value();
      case "lr" -> {
        at(metric).lr = metric.value();
        lastRates.put(metric.epoch(), metric.value());
      }
      default -> {
        if (metric.metric().startsWith(CellRecorder.DIAGNOSIS)) {
          diagnoses
              .computeIfAbsent(
                  metric.metric().substring(CellRecorder.DIAGNOSIS.length()), _ -> new TreeMap<>())
              .put(metric.epoch(), metric.value());
        } else {
          lastSteps.put(metric.epoch(), metric.step());
          epochs
              .computeIfAbsent(metric.epoch(), _ -> new LinkedHashMap<>())
              .put(metric.metric(), metric.value());
        }
      }
    }
  }

  private Step at(Metric metric) {
    stepValues++;
    Step current = open;
    if (current == null || current.step != metric.step()) {
      finishStep();
      current = new Step(metric.step(), metric.epoch());
      open = current;
    }
    return current;
  }

  private void finishStep() {
    Step done = open;
    if (done == null) {
      return;
    }
    step.add((double) done.step);
    stepEpoch.add((double) done.epoch);
    loss.add(done.loss);
    gradNorm.add(done.gradNorm);
    lr.add(done.lr);
    open = null;
  }

  private EpochResult result(long epoch, Map<String, Double> values) {
    return new EpochResult(
        epoch,
        lastSteps.getOrDefault(epoch, 0L),
        value(values, EpochMetric.TRAIN_LOSS),
        value(values, EpochMetric.TEST_LOSS),
        value(values, EpochMetric.TEST_ACCURACY),
        values.get(EpochMetric.VAL_LOSS.measure()),
        values.get(EpochMetric.VAL_ACCURACY.measure()),
        value(values, EpochMetric.GRAD_NORM),
        lastRates.getOrDefault(epoch, Double.NaN),
        value(values, EpochMetric.SECONDS),
        value(values, EpochMetric.TRAIN_SECONDS),
        value(values, EpochMetric.IMAGES_PER_SECOND));
  }

  private static double value(Map<String, Double> values, EpochMetric metric) {
    return values.getOrDefault(metric.measure(), Double.NaN);
  }
}
