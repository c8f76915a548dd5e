// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.reslab.InvalidArgumentException;
import org.reslab.report.Screen;

/** When standard output is coloured. */
enum ColourChoice {
  /** On a terminal, unless {@code NO_COLOR} is set. */
  AUTO,
  /** Also into a file or a pipe. */
  ALWAYS,
  NEVER;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Returns the choice of a label.
   *
   * @throws InvalidArgumentException if there is none
   */
  static ColourChoice parse(String label) {
    return Arrays.stream(values())
        .filter(choice -> choice.label().equals(label))
        .findFirst()
        .orElseThrow(() ->
            new InvalidArgumentException(
                "'%s': expected one of %s"
                    .formatted(
                        label,
                        Arrays.stream(values())
                            .map(ColourChoice::label)
                            .collect(Collectors.joining(", ")))));
  }

  Screen applyTo(Screen screen) {
    return switch (this) {
      case AUTO -> screen;
      case ALWAYS -> new Screen(screen.columns(), true);
      case NEVER -> new Screen(screen.columns(), false);
    };
  }
}
