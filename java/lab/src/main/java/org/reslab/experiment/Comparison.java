// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.reslab.Block;
import org.reslab.ImageDescription;
import org.reslab.stats.Interval;
import org.reslab.stats.PairedTest;

/**
 * The outcome of an experiment, or of as much of it as is done.
 *
 * @param experiment what was asked for
 * @param status the worst of the cells': failed, cancelled, diverged, completed; running until the
 *     last has ended
 * @param cells those that were begun
 * @param blocks one row per network and block, in the order of the grid
 * @param pairs differences between blocks; empty with a single seed
 * @param data the images
 * @param seconds wall time of the whole experiment
 */
public record Comparison(
    Experiment experiment,
    RunStatus status,
    List<CellResult> cells,
    List<BlockSummary> blocks,
    List<PairedDifference> pairs,
    ImageCounts data,
    double seconds) {
  /** Confidence level of every interval. */
  public static final double LEVEL = 0.95;

  private static final List<EpochMetric> METRICS =
      List.of(EpochMetric.TRAIN_LOSS, EpochMetric.TEST_ACCURACY, EpochMetric.GRAD_NORM);

  /** Copies the lists. */
  public Comparison {
    cells = List.copyOf(cells);
    blocks = List.copyOf(blocks);
    pairs = List.copyOf(pairs);
  }

  /** Summarises cells: a row per network and block, and the paired differences. */
  public static Comparison of(
      Experiment experiment,
      RunStatus status,
      List<CellResult> cells,
      ImageCounts data,
      double seconds) {
    List<BlockSummary> rows = new ArrayList<>();
    for (String net : experiment.nets()) {
      for (Block block : experiment.blocks()) {
        List<CellResult> own =
            cells.stream()
                .filter(result ->
                    result.cell().net().equals(net) && result.cell().block().equals(block))
                .toList();
        if (!own.isEmpty()) {
          rows.add(summarise(net, block, own));
        }
      }
    }
    return new Comparison(experiment, status, cells, rows, pairs(experiment, cells), data, seconds);
  }

  /** Returns the JSON document of this comparison, keys in the order in which they are written. */
  @JsonValue
  public Map<String, Object> toDocument() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("status", status);
    document.put("experiment", experiment);
    ImageDescription images = data.images();
    document.put("image_shape", List.of(images.channels(), images.height(), images.width()));
    document.put("classes", data.classes());
    document.put("train_images", data.train());
    if (data.validation() > 0) {
      document.put("val_images", data.validation());
    }
    document.put("test_images", data.test());
    document.put("seconds", seconds);
    document.put("blocks", blocks);
    document.put("pairs", pairs);
    document.put("runs", cells.stream().map(this::document).toList());
    if (experiment.protocol() == Protocol.NOTEBOOK) {
      document.put("notebook", NotebookReference.published());
      document.put("notebook_differences", experiment.notebookDifferences());
    }
    return document;
  }

  private Map<String, Object> document(CellResult result) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("run", result.cell().id());
    document.put("net", result.cell().net());
    document.put("block", result.cell().block().name());
    document.put("block_spec", result.cell().block().spec());
    document.put("seed", result.cell().seed());
    document.put("status", result.status());
    if (result.message() != null) {
      document.put("message", result.message());
    }
    document.put("parameters", result.parameters());
    document.put("macs", result.macs());
    document.put("seconds", result.seconds());
    BestOn bestOn = experiment.bestOn();
    EpochResult best = result.best(bestOn);
    if (best != null) {
      Map<String, Object> chosen = new LinkedHashMap<>();
      chosen.put("epoch", best.epoch());
      if (best.valAccuracy() != null) {
        chosen.put("val_accuracy", best.valAccuracy());
      }
      chosen.put("test_accuracy", best.testAccuracy());
      chosen.put("chosen_on", bestOn.label());
      document.put("best", chosen);
    }
    if (result.scores() != null) {
      document.put("scores", result.scores());
    }
    document.put("epochs", result.epochs());
    return document;
  }

  private static BlockSummary summarise(String net, Block block, List<CellResult> cells) {
    List<EpochResult> epochs = cells.stream().flatMap(result -> result.epochs().stream()).toList();
    double trainSeconds = epochs.stream().mapToDouble(EpochResult::trainSeconds).sum();
    double images = epochs.stream().mapToDouble(e -> e.imagesPerSecond() * e.trainSeconds()).sum();
    return new BlockSummary(
        net,
        block.name(),
        cells.getFirst().parameters(),
        cells.getFirst().macs(),
        cells.size(),
        interval(cells, EpochMetric.TRAIN_LOSS),
        interval(cells, EpochMetric.TEST_ACCURACY),
        has(cells, EpochMetric.VAL_ACCURACY) ? interval(cells, EpochMetric.VAL_ACCURACY) : null,
        interval(cells, EpochMetric.GRAD_NORM),
        ScoreMetric.intervals(
            cells.stream()
                .filter(result -> result.status() == RunStatus.COMPLETED)
                .map(CellResult::scores)
                .filter(Objects::nonNull)
                .toList(),
            LEVEL),
        images / trainSeconds,
        cells.stream()
            .filter(result -> result.last() != null)
            .mapToDouble(CellResult::seconds)
            .average()
            .orElse(Double.NaN),
        cells.stream().map(CellResult::status).toList());
  }

  private static boolean has(List<CellResult> cells, EpochMetric metric) {
    return cells.stream().anyMatch(cell -> cell.epochs().stream().anyMatch(metric::isIn));
  }

  private static Interval interval(List<CellResult> cells, EpochMetric metric) {
    double[] values =
        cells.stream()
            .filter(result -> result.status() == RunStatus.COMPLETED)
            .map(CellResult::last)
            .filter(Objects::nonNull)
            .mapToDouble(metric::of)
            .toArray();
    return metric.bounded(Interval.meanT(values, LEVEL));
  }

  /**
   * Compares every two blocks on the same network; Holm's family is all comparisons in one metric.
   */
  private static List<PairedDifference> pairs(Experiment experiment, List<CellResult> cells) {
    Map<Cell, EpochResult> ends = new LinkedHashMap<>();
    for (CellResult result : cells) {
      EpochResult last = result.last();
      if (result.status() == RunStatus.COMPLETED && last != null) {
        ends.put(result.cell(), last);
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
                  metric.boundedDifference(test.difference()),
                  test.pValue(),
                  test.pValue(),
                  values.size()));
        }
      }
    }
    return pairs;
  }
}
