// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.reslab.InvalidArgumentException;
import org.reslab.StepRecord;
import org.reslab.experiment.Cell;
import org.reslab.experiment.Experiment;
import org.reslab.experiment.ExperimentBuilder;
import org.reslab.experiment.RunResult;
import org.reslab.experiment.Variant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains one network. */
@Command(
    name = "train",
    header = "Train one network.",
    abbreviateSynopsis = true,
    description = {
      "Writes a run directory with checkpoints and every measured value. CIFAR-10 is fetched when"
          + " it is not there."
    },
    footer = {
      "  reslab train --net resnet-20 --block preact --epochs 10 --out runs/r20",
      "  reslab train --block basic --no-shuffle --no-augment --max-steps 20 --json",
      "  reslab train --block 'basic[norm=gn(8)]' --data synthetic --epochs 1",
      "  reslab train --resume runs/r20"
    },
    exitCodeList = {
      "0:done",
      "1:diverged or failed; what was measured is kept",
      "2:wrong use",
      "3:the native part is unavailable",
      "130:interrupted; what was measured is kept"
    })
final class TrainCommand implements Callable<Integer> {
  private static final String DEFAULT_BLOCK = "basic";

  @Mixin private final CommonOptions common = new CommonOptions();

  @Option(
      names = "--net",
      paramLabel = "NET",
      description = "tinynet, resnet-N or wrn-D-K (default: tinynet).")
  private @Nullable String net;

  @Option(
      names = "--block",
      paramLabel = "BLOCK",
      description = "A name, a spec, or either with [modifiers] (default: basic).")
  private @Nullable String block;

  @Option(
      names = "--seed",
      paramLabel = "N",
      converter = TextLists.SeedConverter.class,
      description = "Of weights, batch order and augmentation (default: 0).")
  private @Nullable Long seed;

  @Mixin private final FileOptions file = new FileOptions();

  @Mixin private final RunOptions options = new RunOptions();

  @Override
  public Integer call() {
    options.check(common);
    Context context = common.context();
    StepCollector display = new StepCollector(context, common.verbose());
    RunOptions.Outcome outcome =
        options.resumes()
            ? options.resume(common, true, display, context)
            : options.run("train", experiment(), display, context);
    if (common.json()) {
      RunResult run = outcome.comparison().runs().getFirst();
      context.printJson(document(run, display.steps, outcome));
    } else {
      outcome.print(context);
    }
    return ExitCodes.of(outcome.comparison().status());
  }

  private Experiment experiment() {
    @Nullable Variant variant = file.variant();
    ExperimentBuilder builder =
        variant == null ? Experiment.builder().blocks(List.of(DEFAULT_BLOCK)) : variant.training();
    options.applyTo(builder);
    if (net != null) {
      builder.nets(List.of(net));
    }
    if (block != null) {
      builder.blocks(List.of(block));
    }
    if (seed != null) {
      builder.seeds(List.of(seed));
    }
    Experiment experiment = builder.build();
    if (experiment.cells().size() != 1) {
      throw new InvalidArgumentException(
          "%s: makes %d runs (%d nets, %d blocks, %d seeds), expected one; choose with --net, --block"
                  .formatted(
                      file.file(),
                      experiment.cells().size(),
                      experiment.nets().size(),
                      experiment.blocks().size(),
                      experiment.seeds().size())
              + " and --seed, or use 'reslab compare'");
    }
    return experiment;
  }

  private static Map<String, Object> document(
      RunResult run, List<StepRecord> steps, RunOptions.Outcome outcome) {
    Cell cell = run.cell();
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("network", cell.net());
    document.put("block", cell.block().name());
    document.put("block_spec", cell.block().spec());
    document.put("seed", cell.seed());
    document.put("parameters", run.parameters());
    document.put("macs", run.macs());
    document.put("status", run.status());
    if (run.message() != null) {
      document.put("message", run.message());
    }
    document.put("steps", steps);
    document.put("epochs", run.epochs());
    outcome.places(document);
    return document;
  }

  /** Keeps the steps, too. */
  private static final class StepCollector extends TrainingDisplay {
    private final List<StepRecord> steps = new ArrayList<>();

    StepCollector(Context context, boolean verbose) {
      super(context, verbose);
    }

    @Override
    public void steps(Cell cell, List<StepRecord> done, double imagesPerSecond, Duration eta) {
      steps.addAll(done);
      super.steps(cell, done, imagesPerSecond, eta);
    }
  }
}
