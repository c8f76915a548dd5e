// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.reslab.InvalidArgumentException;
import org.reslab.StepRecord;
import org.reslab.experiment.Cell;
import org.reslab.experiment.CellResult;
import org.reslab.experiment.Experiment;
import org.reslab.experiment.ExperimentCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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
      "2:usage error",
      "3:the native part is unavailable",
      "130:interrupted; what was measured is kept"
    })
final class TrainCommand implements Callable<Integer> {
  @Mixin private final CommonOptions common = CommonOptions.training();

  @Mixin private final RunOptions options = new RunOptions(ExperimentCommand.TRAIN);

  @Override
  public Integer call() {
    options.check(common);
    Context context = common.context();
    StepCollector display = new StepCollector(context, common.verbose());
    RunOptions.Outcome outcome =
        options.resumes()
            ? options.resume(common, true, display, context)
            : options.run("train", experiment(context), display, context);
    if (common.json()) {
      CellResult run = outcome.comparison().cells().getFirst();
      context.printJson(document(run, display.steps, outcome));
    } else {
      outcome.print(context);
    }
    return ExitCodes.of(outcome.comparison().status());
  }

  private Experiment experiment(Context context) {
    Experiment experiment = options.experiment();
    context.notices(experiment.nets());
    if (experiment.cells().size() != 1) {
      throw new InvalidArgumentException(
          "%smakes %s cells (%s nets, %s blocks, %s seeds), expected one; choose with --net, --block"
                  .formatted(
                      options.file() == null ? "the command " : options.file() + ": ",
                      experiment.cells().size(),
                      experiment.nets().size(),
                      experiment.blocks().size(),
                      experiment.seeds().size())
              + " and --seed, or use 'reslab compare'");
    }
    return experiment;
  }

  private static Map<String, Object> document(
      CellResult run, List<StepRecord> steps, RunOptions.Outcome outcome) {
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
