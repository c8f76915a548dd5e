// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.io.PrintWriter;
import org.reslab.report.Prose;
import org.reslab.text.Printable;

/**
 * One line at the bottom that is rewritten in place, with ordinary lines scrolling above it. Does
 * nothing but print the ordinary lines where the terminal is not live.
 */
final class StatusLine {
  private static final String ERASE = "\r\u001B[K";
  private static final long INTERVAL_NANOS = 100_000_000;

  private final Context context;
  private final PrintWriter err;
  private final Terminal terminal;
  private boolean shown;
  private long lastNanos = System.nanoTime() - INTERVAL_NANOS;

  StatusLine(Context context) {
    this.context = context;
    err = context.err();
    terminal = context.terminal();
  }

  boolean live() {
    return terminal.live();
  }

  /**
   * Returns the characters that fit; the last column stays free, lest the line wraps. Where lines
   * are not rewritten, any number fits.
   */
  int width() {
    return live() ? terminal.columns() - 1 : Integer.MAX_VALUE;
  }

  /** Shows the words of a text that fit in place of the last one, at most ten times a second. */
  void show(String text) {
    long now = System.nanoTime();
    if (!live() || now - lastNanos < INTERVAL_NANOS) {
      return;
    }
    lastNanos = now;
    context.command(ERASE);
    err.print(Prose.fit(Printable.line(text), width()).lines().findFirst().orElse(""));
    err.flush();
    shown = true;
  }

  /** Prints a line that stays. */
  void print(String line) {
    clear();
    err.println(terminal.fit(line));
    err.flush();
  }

  /** Removes the status. */
  void clear() {
    if (shown) {
      context.command(ERASE);
      err.flush();
      shown = false;
    }
  }
}
