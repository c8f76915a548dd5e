// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.util.Arrays;
import java.util.Locale;
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
