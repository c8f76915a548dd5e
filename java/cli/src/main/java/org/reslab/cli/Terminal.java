// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What standard error can show.
 *
 * @param live whether a line can be rewritten in place
 * @param columns its width
 */
record Terminal(boolean live, int columns) {
  private static final int DEFAULT_COLUMNS = 80;

  /** Returns a plain stream of lines. */
  static Terminal none() {
    return new Terminal(false, DEFAULT_COLUMNS);
  }

  /**
   * Looks at standard error and the environment. {@code CI}, {@code NO_COLOR} and {@code TERM=dumb}
   * ask for plain lines.
   */
  static Terminal ofStandardError() {
    return of(System.getenv(), isTerminal());
  }

  static Terminal of(Map<String, String> environment, boolean terminal) {
    boolean plain =
        !environment.getOrDefault("CI", "").isEmpty()
            || !environment.getOrDefault("NO_COLOR", "").isEmpty()
            || environment.getOrDefault("TERM", "dumb").equals("dumb");
    String columns = environment.getOrDefault("COLUMNS", "");
    int width = columns.matches("[0-9]{2,4}") ? Integer.parseInt(columns) : DEFAULT_COLUMNS;
    return new Terminal(terminal && !plain, width);
  }

  private static boolean isTerminal() {
    // The JDK knows only whether standard input and output both are terminals.
    Path link = Path.of("/proc/self/fd/2");
    try {
      return Files.readSymbolicLink(link).toString().matches("/dev/(pts/.*|tty.*|console)");
    } catch (IOException | UnsupportedOperationException e) {
      return false; // not Linux, or no /proc: plain lines are right everywhere
    }
  }
}
