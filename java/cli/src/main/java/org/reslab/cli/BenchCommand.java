// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Measures speed and memory. */
@Command(
    name = "bench",
    header = "Measure speed and memory of this machine, in turn with PyTorch if requested.",
    description = {
      "Every contender is a process of its own, asked for one round at a time in turn, A B A B;"
          + " figures are medians with their 95 %% intervals and ranges. Only ratios of one run on"
          + " an idle machine mean anything. docs/performance.md describes what is measured and"
          + " how."
    },
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "  reslab bench train --peer python --check",
      "  reslab bench evaluate --peer python --python venv/bin/python",
      "  reslab bench curves --curves batch,depth --out runs/curves"
    },
    subcommands = {
      BenchTrainCommand.class,
      BenchEvaluateCommand.class,
      BenchPipelineCommand.class,
      BenchDiagnoseCommand.class,
      BenchBorderCommand.class,
      BenchCurvesCommand.class
    })
final class BenchCommand implements Runnable {
  @Mixin private final GroupOptions group = new GroupOptions();

  @Override
  public void run() {
    throw group.missingCommand();
  }
}
