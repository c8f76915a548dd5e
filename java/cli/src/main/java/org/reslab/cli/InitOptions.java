// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import org.jspecify.annotations.Nullable;
import org.reslab.Init;
import org.reslab.experiment.ExperimentBuilder;
import picocli.CommandLine.Option;

/** How fresh weights are drawn. */
final class InitOptions {
  @Option(
      names = "--init",
      paramLabel = "INIT",
      converter = Labels.Inits.class,
      completionCandidates = Labels.Inits.class,
      description = "How weights are drawn: ${COMPLETION-CANDIDATES} (default: default).")
  private @Nullable Init init;

  Init init() {
    return init == null ? Init.DEFAULT : init;
  }

  void applyTo(ExperimentBuilder builder) {
    if (init != null) {
      builder.init(init);
    }
  }
}
