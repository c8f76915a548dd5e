// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reslab.Block;
import org.reslab.Device;
import org.reslab.ImageDescription;

/** Experiments and results made up for tests, without the native part. */
public final class Samples {
  private Samples() {}

  /** A block whose spec is of no interest. */
  public static Block block(String name) {
    return new Block(name, "spec of " + name, "", "");
  }

  /** The defaults for given nets, blocks and seeds. */
  public static Experiment experiment(
      Protocol protocol, List<String> nets, List<String> blocks, List<Long> seeds, long epochs) {
    return Experiment.builder()
        .protocol(protocol)
        .nets(nets)
        .seeds(seeds)
        .device(Device.CPU)
        .training(t -> t.epochs(epochs))
        .build(blocks.stream().map(Samples::block).toList());
  }

  /** An epoch of 10 s, 8 of them training 4000 images. */
  public static EpochResult epoch(long epoch, double loss, double accuracy, double gradNorm) {
    return new EpochResult(
        epoch, 391 * epoch, loss, loss + 0.1, accuracy, null, null, gradNorm, 0.1, 10, 8, 500);
  }

  /** A run of 696,618 parameters that ended with the given epoch, or before any if it is null. */
  public static CellResult run(
      String block,
      long seed,
      RunStatus status,
      @Nullable EpochResult last,
      @Nullable String message) {
    return new CellResult(
        new Cell("tinynet", block(block), seed),
        status,
        696_618,
        101_234_567,
        last == null ? List.of() : List.of(last),
        null,
        message);
  }

  /** The same run with scores. */
  public static CellResult with(FinalScores scores, CellResult run) {
    return new CellResult(
        run.cell(),
        run.status(),
        run.parameters(),
        run.macs(),
        run.epochs(),
        scores,
        run.message());
  }

  /** The comparison of tinynet runs, as the runner makes it. */
  public static Comparison comparison(Protocol protocol, long epochs, List<CellResult> runs) {
    List<String> blocks = new ArrayList<>();
    List<Long> seeds = new ArrayList<>();
    RunStatus status = RunStatus.COMPLETED;
    for (CellResult run : runs) {
      if (!blocks.contains(run.cell().block().name())) {
        blocks.add(run.cell().block().name());
      }
      if (!seeds.contains(run.cell().seed())) {
        seeds.add(run.cell().seed());
      }
      status = run.status() == RunStatus.COMPLETED ? status : run.status();
    }
    return Comparison.of(
        experiment(protocol, List.of("tinynet"), blocks, seeds, epochs),
        status,
        runs,
        new ImageCounts(ImageDescription.CIFAR10, 10, 50_000, 0, 10_000),
        95);
  }
}
