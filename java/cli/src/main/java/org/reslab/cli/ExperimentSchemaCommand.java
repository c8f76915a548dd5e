// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.util.concurrent.Callable;
import org.reslab.experiment.ExperimentSchema;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints the JSON Schema of experiment files. */
@Command(
    name = "schema",
    header = "Print the JSON Schema of experiment files.",
    description = {
      "Editors complete and check files by it. It is JSON with or without --json; the same text is"
          + " in docs/experiment.schema.json."
    })
final class ExperimentSchemaCommand implements Callable<Integer> {
  @Mixin private final CommonOptions common = new CommonOptions();

  @Override
  public Integer call() {
    common.context().printAsItIs(ExperimentSchema.text());
    return ExitCodes.OK;
  }
}
