// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.reslab.InvalidArgumentException;

/** The command that an experiment file is written for. */
public enum ExperimentCommand {
  /** One network is trained. */
  TRAIN,
  /** Networks of several blocks are trained in the same way. */
  COMPARE,
  /** Architectures are judged by their initial weights. */
  DIAGNOSE;

  /** Returns the name on the command line and in files. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns a builder with the command's defaults: train has one network of one block. */
  GridBuilder<?> builder() {
    return switch (this) {
      case TRAIN -> Experiment.builder().usualBlocks(List.of("basic"));
      case COMPARE -> Experiment.builder();
      case DIAGNOSE -> DiagnosisSettings.builder();
    };
  }

  /** Returns the defaults, with blocks that have names alone, which needs no native part. */
  GridSettings defaults() {
    return Objects.requireNonNull(Defaults.OF.get(this));
  }

  /** The defaults, made when first asked for. */
  private static final class Defaults {
    static final Map<ExperimentCommand, GridSettings> OF =
        Map.of(TRAIN, of(TRAIN), COMPARE, of(COMPARE), DIAGNOSE, of(DIAGNOSE));

    private Defaults() {}

    private static GridSettings of(ExperimentCommand command) {
      GridBuilder<?> builder = command.builder();
      return builder instanceof ExperimentBuilder training
          ? training.build(training.namedBlocks())
          : ((DiagnosisBuilder) builder).build(builder.namedBlocks());
    }
  }

  /** Returns whether it trains. */
  public boolean trains() {
    return this != DIAGNOSE;
  }

  /**
   * Returns the command of a label.
   *
   * @throws InvalidArgumentException if none has it
   */
  public static ExperimentCommand parse(String text) {
    for (ExperimentCommand command : values()) {
      if (command.label().equals(text)) {
        return command;
      }
    }
    throw new InvalidArgumentException(
        "command: found '%s', expected one of %s"
            .formatted(
                text,
                Arrays.stream(values())
                    .map(ExperimentCommand::label)
                    .collect(Collectors.joining(", "))));
  }
}
