// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.reslab.StepRecord;
import org.reslab.experiment.Cell;
import org.reslab.experiment.Comparison;
import org.reslab.experiment.Experiment;
import org.reslab.experiment.ExperimentBuilder;
import org.reslab.experiment.ExperimentRunner;
import org.reslab.experiment.RunDirectory;
import org.reslab.experiment.RunResult;
import org.reslab.report.ComparisonReport;
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
      "  reslab train --block 'basic[norm=gn(8)]' --data synthetic --epochs 1"
    },
    exitCodeList = {
      "0:done",
      "1:diverged or failed; what was measured is kept",
      "2:wrong use",
      "3:the native part is unavailable",
      "130:interrupted; what was measured is kept"
    })
final class TrainCommand implements Callable<Integer> {
  @Mixin private final CommonOptions common = new CommonOptions();

  @Option(
      names = "--net",
      paramLabel = "NET",
      description = "tinynet, resnet-N or wrn-D-K (default: ${DEFAULT-VALUE}).")
  private String net = "tinynet";

  @Option(
      names = "--block",
      paramLabel = "BLOCK",
      description = "A name, a spec, or either with [modifiers] (default: ${DEFAULT-VALUE}).")
  private String block = "basic";

  @Option(
      names = "--seed",
      paramLabel = "N",
      converter = TextLists.SeedConverter.class,
      description = "Of weights, batch order and augmentation (default: ${DEFAULT-VALUE}).")
  private Long seed = 0L;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Run directory (default: a new one in runs/).")
  private @Nullable Path out;

  @Option(names = "--overwrite", description = "Replace the earlier run in --out.")
  private boolean overwrite;

  @Mixin private final BlockOptions definitions = new BlockOptions();
  @Mixin private final ShapeOptions shape = new ShapeOptions();
  @Mixin private final InitOptions init = new InitOptions();
  @Mixin private final DataOptions data = new DataOptions();
  @Mixin private final DeviceOptions device = new DeviceOptions();
  @Mixin private final TrainingOptions training = new TrainingOptions();

  @Override
  public Integer call() {
    ExperimentBuilder builder = Experiment.builder();
    training.applyTo(builder);
    shape.applyTo(builder);
    init.applyTo(builder);
    data.applyTo(builder);
    device.applyTo(builder);
    definitions.define().forEach(builder::define);
    Experiment experiment =
        builder.nets(List.of(net)).blocks(List.of(block)).seeds(List.of(seed)).build();

    Context context = common.context();
    RunDirectory directory = RunDirectories.create("train", out, overwrite);
    Datasets.ensureFor(directory, context, experiment);
    Comparison comparison;
    List<StepRecord> steps;
    try (StepCollector display = new StepCollector(context)) {
      comparison =
          new ExperimentRunner(experiment, directory, display, context.cancellation().flag()).run();
      steps = display.steps;
    }
    if (common.json()) {
      context.printJson(document(comparison.runs().getFirst(), steps, directory.path()));
    } else {
      context.print(ComparisonReport.text(comparison));
      context.print("\nrun directory: " + directory.path());
    }
    return ExitCodes.of(comparison.status());
  }

  private static Map<String, Object> document(RunResult run, List<StepRecord> steps, Path out) {
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
    document.put("out", out.toString());
    return document;
  }

  /** Keeps the steps, too. */
  private static final class StepCollector extends TrainingDisplay {
    private final List<StepRecord> steps = new ArrayList<>();

    StepCollector(Context context) {
      super(context);
    }

    @Override
    public void steps(Cell cell, List<StepRecord> done, double imagesPerSecond, Duration eta) {
      steps.addAll(done);
      super.steps(cell, done, imagesPerSecond, eta);
    }
  }
}
