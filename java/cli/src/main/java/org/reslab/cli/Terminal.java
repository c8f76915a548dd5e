// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.reslab.report.Prose;
import org.reslab.report.Screen;

/**
 * What standard error can show.
 *
 * @param live whether a line can be rewritten in place
 * @param columns its width; for a file or a pipe, where lines have any length, as many as there are
 *     numbers
 */
record Terminal(boolean live, int columns) {
  private static final int DEFAULT_COLUMNS = 80;

  /** Returns a plain stream of lines. */
  static Terminal none() {
    return new Terminal(false, Integer.MAX_VALUE);
  }

  /** Returns a text whose lines fit; see {@link Prose#fit}. */
  String fit(String text) {
    return Prose.fit(text, columns);
  }

  /**
   * Looks at standard error and the environment. {@code CI}, {@code NO_COLOR} and {@code TERM=dumb}
   * ask for plain lines.
   */
  static Terminal ofStandardError() {
    return of(System.getenv(), isTerminal(2));
  }

  /**
   * Looks at standard output and the environment. {@code NO_COLOR} and {@code TERM=dumb} ask for no
   * colours; the width is that of {@code COLUMNS}, which the launcher sets on a terminal.
   */
  static Screen screenOfStandardOutput() {
    return screen(System.getenv(), isTerminal(1));
  }

  static Screen screen(Map<String, String> environment, boolean terminal) {
    return terminal ? new Screen(width(environment), !colourless(environment)) : Screen.PLAIN;
  }

  static Terminal of(Map<String, String> environment, boolean terminal) {
    boolean plain = !environment.getOrDefault("CI", "").isEmpty() || colourless(environment);
    return new Terminal(terminal && !plain, terminal ? width(environment) : Integer.MAX_VALUE);
  }

  private static boolean colourless(Map<String, String> environment) {
    return !environment.getOrDefault("NO_COLOR", "").isEmpty()
        || environment.getOrDefault("TERM", "dumb").equals("dumb");
  }

  private static int width(Map<String, String> environment) {
    String columns = environment.getOrDefault("COLUMNS", "");
    return columns.matches("[0-9]{2,4}") ? Integer.parseInt(columns) : DEFAULT_COLUMNS;
  }

  private static boolean isTerminal(int descriptor) {
    // The JDK knows only whether standard input and output both are terminals.
    Path link = Path.of("/proc/self/fd/" + descriptor);
    try {
      return Files.readSymbolicLink(link).toString().matches("/dev/(pts/.*|tty.*|console)");
    } catch (IOException | UnsupportedOperationException e) {
      return false; // not Linux, or no /proc: plain lines are right everywhere
    }
  }
}
