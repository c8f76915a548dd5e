// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.reslab.Block;
import org.reslab.stats.Interval;
import org.reslab.stats.PairedTest;

/**
 * The outcome of an experiment, or of as much of it as is done.
 *
 * @param experiment what was asked for
 * @param status the worst of the runs': failed, cancelled, diverged, completed; running until the
 *     last has ended
 * @param runs those that were begun
 * @param blocks one row per network and block, in the order of the grid
 * @param pairs differences between blocks; empty with a single seed
 * @param trainImages training images of an epoch
 * @param testImages images of an evaluation
 * @param seconds wall time of the whole experiment
 */
public record Comparison(
    Experiment experiment,
    RunStatus status,
    List<RunResult> runs,
    List<BlockSummary> blocks,
    List<PairedDifference> pairs,
    long trainImages,
    long testImages,
    double seconds) {
  /** Confidence level of every interval. */
  public static final double LEVEL = 0.95;

  private static final List<EpochMetric> METRICS =
      List.of(EpochMetric.TRAIN_LOSS, EpochMetric.TEST_ACCURACY, EpochMetric.GRAD_NORM);

  /** Copies the lists. */
  public Comparison {
    runs = List.copyOf(runs);
    blocks = List.copyOf(blocks);
    pairs = List.copyOf(pairs);
  }

  /** Summarises runs: a row per network and block, and the paired differences. */
  public static Comparison of(
      Experiment experiment,
      RunStatus status,
      List<RunResult> runs,
      long trainImages,
      long testImages,
      double seconds) {
    List<BlockSummary> rows = new ArrayList<>();
    for (String net : experiment.nets()) {
      for (Block block : experiment.blocks()) {
        List<RunResult> own =
            runs.stream()
                .filter(run -> run.cell().net().equals(net) && run.cell().block().equals(block))
                .toList();
        if (!own.isEmpty()) {
          rows.add(summarise(net, block, own));
        }
      }
    }
    return new Comparison(
        experiment, status, runs, rows, pairs(experiment, runs), trainImages, testImages, seconds);
  }

  /** Returns the JSON document of this comparison, keys in the order in which they are written. */
  @JsonValue
  public Map<String, Object> toDocument() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("status", status);
    document.put("experiment", experiment);
    document.put("train_images", trainImages);
    document.put("test_images", testImages);
    document.put("seconds", seconds);
    document.put("blocks", blocks);
    document.put("pairs", pairs);
    document.put("runs", runs.stream().map(Comparison::document).toList());
    if (experiment.protocol() == Protocol.NOTEBOOK) {
      document.put("notebook", NotebookReference.published());
      document.put("notebook_differences", experiment.notebookDifferences());
    }
    return document;
  }

  private static Map<String, Object> document(RunResult run) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("run", run.cell().id());
    document.put("net", run.cell().net());
    document.put("block", run.cell().block().name());
    document.put("block_spec", run.cell().block().spec());
    document.put("seed", run.cell().seed());
    document.put("status", run.status());
    if (run.message() != null) {
      document.put("message", run.message());
    }
    document.put("parameters", run.parameters());
    document.put("macs", run.macs());
    document.put("seconds", run.seconds());
    document.put("epochs", run.epochs());
    return document;
  }

  private static BlockSummary summarise(String net, Block block, List<RunResult> runs) {
    List<EpochResult> epochs = runs.stream().flatMap(run -> run.epochs().stream()).toList();
    double trainSeconds = epochs.stream().mapToDouble(EpochResult::trainSeconds).sum();
    double images = epochs.stream().mapToDouble(e -> e.imagesPerSecond() * e.trainSeconds()).sum();
    return new BlockSummary(
        net,
        block.name(),
        runs.getFirst().parameters(),
        runs.getFirst().macs(),
        runs.size(),
        interval(runs, EpochMetric.TRAIN_LOSS),
        interval(runs, EpochMetric.TEST_ACCURACY),
        interval(runs, EpochMetric.GRAD_NORM),
        images / trainSeconds,
        runs.stream()
            .filter(run -> run.last() != null)
            .mapToDouble(RunResult::seconds)
            .average()
            .orElse(Double.NaN),
        runs.stream().map(RunResult::status).toList());
  }

  private static Interval interval(List<RunResult> runs, EpochMetric metric) {
    double[] values =
        runs.stream()
            .filter(run -> run.status() == RunStatus.COMPLETED)
            .map(RunResult::last)
            .filter(Objects::nonNull)
            .mapToDouble(metric::of)
            .toArray();
    return Interval.meanT(values, LEVEL);
  }

  /**
   * Compares every two blocks on the same network; Holm's family is all comparisons in one metric.
   */
  private static List<PairedDifference> pairs(Experiment experiment, List<RunResult> runs) {
    Map<Cell, EpochResult> ends = new LinkedHashMap<>();
    for (RunResult run : runs) {
      EpochResult last = run.last();
      if (run.status() == RunStatus.COMPLETED && last != null) {
        ends.put(run.cell(), last);
      }
    }
    List<PairedDifference> all = new ArrayList<>();
    for (EpochMetric metric : METRICS) {
      List<PairedDifference> family = new ArrayList<>();
      for (String net : experiment.nets()) {
        family.addAll(pairs(experiment, net, metric, ends));
      }
      double[] adjusted =
          PairedTest.holm(family.stream().mapToDouble(PairedDifference::pValue).toArray());
      for (int i = 0; i < adjusted.length; i++) {
        PairedDifference p = family.get(i);
        all.add(
            new PairedDifference(
                p.net(),
                p.blockA(),
                p.blockB(),
                p.metric(),
                p.difference(),
                p.pValue(),
                adjusted[i],
                p.pairs()));
      }
    }
    return all;
  }

  private static List<PairedDifference> pairs(
      Experiment experiment, String net, EpochMetric metric, Map<Cell, EpochResult> ends) {
    List<PairedDifference> pairs = new ArrayList<>();
    List<Block> blocks = experiment.blocks();
    for (int a = 0; a < blocks.size(); a++) {
      for (int b = a + 1; b < blocks.size(); b++) {
        Block blockA = blocks.get(a);
        Block blockB = blocks.get(b);
        List<double[]> values = new ArrayList<>();
        for (long seed : experiment.seeds()) {
          EpochResult ofA = ends.get(new Cell(net, blockA, seed));
          EpochResult ofB = ends.get(new Cell(net, blockB, seed));
          if (ofA != null && ofB != null) {
            values.add(new double[] {metric.of(ofA), metric.of(ofB)});
          }
        }
        if (values.size() >= 2) {
          PairedTest test =
              PairedTest.of(
                  values.stream().mapToDouble(pair -> pair[0]).toArray(),
                  values.stream().mapToDouble(pair -> pair[1]).toArray(),
                  LEVEL);
          pairs.add(
              new PairedDifference(
                  net,
                  blockA.name(),
                  blockB.name(),
                  metric.label(),
                  test.difference(),
                  test.pValue(),
                  test.pValue(),
                  values.size()));
        }
      }
    }
    return pairs;
  }
}
