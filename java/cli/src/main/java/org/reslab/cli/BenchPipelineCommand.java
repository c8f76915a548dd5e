// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.util.concurrent.Callable;
import org.reslab.bench.PipelineBench;
import org.reslab.bench.WorkerSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Times the input pipeline. */
@Command(
    name = "pipeline",
    header = "Time the input pipeline and the step that hides it.",
    abbreviateSynopsis = true,
    description = {
      "Prints what it takes to crop, flip, normalise and collate a batch on one core, its share of"
          + " a training step, and what a step waits for its batch."
    },
    footer = {"  reslab bench pipeline", "  reslab bench pipeline --batch 64 --check"},
    exitCodeList = {
      "0:done",
      "1:a figure misses its target under --check, or a failure",
      "2:usage error",
      "3:the native part is unavailable",
      "130:interrupted"
    })
final class BenchPipelineCommand implements Callable<Integer> {
  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final WorkloadOptions workload = WorkloadOptions.ofCpu();
  @Mixin private final BenchOptions options = new BenchOptions();

  @Override
  public Integer call() {
    WorkerSettings settings = workload.settings(options.threads());
    return options.run(
        common,
        (cancel, listener) ->
            new PipelineBench(settings, options.rounds(), cancel, listener)
                .run(PipelineBench.targets()));
  }
}
