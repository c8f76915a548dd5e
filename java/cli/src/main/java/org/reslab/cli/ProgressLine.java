// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.reslab.text.Numbers;

/**
 * How far something is that has parts, and how long the rest will take: a live line on a terminal,
 * a line every ten seconds elsewhere. Work of less than a second shows nothing.
 */
final class ProgressLine implements AutoCloseable {
  private static final long LINE_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final StatusLine line;
  private final long startNanos = System.nanoTime();
  private long lastNanos = startNanos;
  private long doneBefore = -1;

  ProgressLine(Context context) {
    this(new StatusLine(context));
  }

  /** Shows on a line that others use after it. */
  ProgressLine(StatusLine line) {
    this.line = line;
  }

  boolean live() {
    return line.live();
  }

  /** Prints a line that stays. */
  void print(String text) {
    line.print(text);
  }

  /**
   * Shows a text that has its own estimate.
   *
   * @param text one line
   */
  void show(String text) {
    long now = System.nanoTime();
    if (line.live()) {
      line.show(text);
    } else if (now - lastNanos >= LINE_NANOS) {
      lastNanos = now;
      line.print(text);
    }
  }

  /**
   * Shows a text with an estimate of the time that is left.
   *
   * @param what is being done
   * @param amount how much of it is done, as text
   * @param done parts, counted as {@code total} is; those of the first call are taken for done
   *     before
   * @param total parts, at least {@code done}
   */
  void show(String what, String amount, long done, long total) {
    if (doneBefore < 0) {
      doneBefore = done;
    }
    long elapsed = System.nanoTime() - startNanos;
    if (elapsed >= PATIENCE_NANOS) {
      show(what + " " + amount + eta(done - doneBefore, total - doneBefore, elapsed));
    }
  }

  /** Returns what to add to a text: nothing where there is no knowing. */
  static String eta(long done, long total, long nanos) {
    return done <= 0 || total < done
        ? ""
        : ", ETA " + Numbers.duration(Duration.ofNanos(nanos / done * (total - done)));
  }

  @Override
  public void close() {
    line.clear();
  }
}
