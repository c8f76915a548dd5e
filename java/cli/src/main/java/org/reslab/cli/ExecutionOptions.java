// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import org.jspecify.annotations.Nullable;
import org.reslab.DataPlacement;
import org.reslab.StepMode;
import org.reslab.experiment.ExperimentBuilder;
import picocli.CommandLine.Option;

/** How a CUDA device trains. */
final class ExecutionOptions {
  private @Nullable Boolean deterministic;

  @Option(
      names = "--deterministic",
      negatable = true,
      description =
          "On a CUDA device, only algorithms that give the same bits each time (default:"
              + " --no-deterministic, the fastest). A CPU always does.")
  void deterministic(boolean given) {
    deterministic = given;
  }

  @Option(
      names = "--step-mode",
      paramLabel = "MODE",
      converter = Labels.StepModes.class,
      completionCandidates = Labels.StepModes.class,
      description =
          "Of a CUDA device: ${COMPLETION-CANDIDATES} (default: auto, which records steps and"
              + " replays them; eager issues each operation).")
  private @Nullable StepMode stepMode;

  @Option(
      names = "--data-placement",
      paramLabel = "PLACE",
      converter = Labels.DataPlacements.class,
      completionCandidates = Labels.DataPlacements.class,
      description =
          "Of the training images of a CUDA device: ${COMPLETION-CANDIDATES} (default: auto, which"
              + " is resident where they fit).")
  private @Nullable DataPlacement placement;

  void applyTo(ExperimentBuilder builder) {
    if (deterministic != null) {
      builder.training().deterministic(deterministic);
    }
    if (stepMode != null) {
      builder.training().stepMode(stepMode);
    }
    if (placement != null) {
      builder.training().dataPlacement(placement);
    }
  }
}
