// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.reslab.experiment.Experiment;
import org.reslab.experiment.ExperimentCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Trains a grid of networks, blocks and seeds, and compares the blocks. */
@Command(
    name = "compare",
    header = "Train networks of several blocks in the same way, and compare them.",
    abbreviateSynopsis = true,
    description = {
      "Runs the grid of nets, blocks and seeds, one after the other, and writes a run directory:"
          + " the experiment, every measured value, checkpoints and the summary. CIFAR-10 is"
          + " fetched when it is not there."
    },
    footer = {
      "  reslab compare --quick",
      "  reslab compare --blocks 'basic,preact,preact[norm=gn(8)]' --seeds 0..4",
      "  reslab compare --protocol notebook --epochs 1",
      "  reslab compare --resume runs/compare-20260131-174500",
      "  reslab compare --file runs/compare-20260131-174500/experiment.yaml",
      "  reslab compare --blocks basic,mine \\",
      "      --define 'mine=branch: conv3/s bn silu conv3 bn; merge: add'"
    },
    exitCodeList = {
      "0:every run completed",
      "1:a run diverged or failed; what was measured is kept",
      "2:usage error",
      "3:the native part is unavailable",
      "130:interrupted; what was measured is kept"
    })
final class CompareCommand implements Callable<Integer> {
  @Mixin private final CommonOptions common = CommonOptions.training();

  @Mixin private final RunOptions options = new RunOptions(ExperimentCommand.COMPARE);

  @Override
  public Integer call() {
    options.check(common);
    Context context = common.context();
    TrainingDisplay display = new TrainingDisplay(context, common.verbose());
    RunOptions.Outcome outcome =
        options.resumes()
            ? options.resume(common, false, display, context)
            : options.run("compare", experiment(context), display, context);
    if (common.json()) {
      Map<String, Object> document = new LinkedHashMap<>(outcome.comparison().toDocument());
      outcome.places(document);
      context.printJson(document);
    } else {
      outcome.print(context);
    }
    return ExitCodes.of(outcome.comparison().status());
  }

  private Experiment experiment(Context context) {
    Experiment experiment = options.experiment();
    context.notices(experiment.nets());
    return experiment;
  }
}
