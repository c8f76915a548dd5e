// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Experiments as files. */
@Command(
    name = "experiment",
    header = "Write, check and run experiment files.",
    description = {
      "A file is YAML with the names of the flags of train, compare or diagnose as its keys; with a"
          + " 'matrix' it is one experiment for each combination of the matrix's values."
          + " docs/experiment.schema.json is its JSON Schema."
    },
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "  reslab experiment new --command diagnose depth.yaml",
      "  reslab experiment check examples/*.yaml",
      "  reslab experiment run examples/learning-rates.yaml --out runs/rates",
      "  reslab experiment schema > experiment.schema.json"
    },
    subcommands = {
      ExperimentNewCommand.class,
      ExperimentCheckCommand.class,
      ExperimentRunCommand.class,
      ExperimentSchemaCommand.class
    })
final class ExperimentGroupCommand implements Runnable {
  @Mixin private final GroupOptions group = new GroupOptions();

  @Override
  public void run() {
    throw group.missingCommand();
  }
}
