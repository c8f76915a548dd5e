// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.util.Locale;
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

  Screen applyTo(Screen screen) {
    return switch (this) {
      case AUTO -> screen;
      case ALWAYS -> new Screen(screen.columns(), true);
      case NEVER -> new Screen(screen.columns(), false);
    };
  }
}
