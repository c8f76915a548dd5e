// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.util.Locale;
import org.reslab.data.FetchProgress;
import org.reslab.text.Numbers;

/**
 * Shows how a fetch or a decoding gets on: a live bar on a terminal, a line every ten seconds
 * elsewhere.
 */
final class FetchDisplay implements FetchProgress, AutoCloseable {
  private static final int BAR_WIDTH = 30;
  private static final long BYTES_FROM = 10_000;

  private final ProgressLine line;
  private String current = "";
  private long startNanos = System.nanoTime();
  private long doneBefore;

  FetchDisplay(Context context) {
    this(new StatusLine(context));
  }

  /** Shows on a line that others use after it. */
  FetchDisplay(StatusLine status) {
    line = new ProgressLine(status);
  }

  @Override
  public void message(String text) {
    line.print(text);
  }

  @Override
  public void advanced(String what, long done, long total) {
    show(what, done, total, amount(done, total));
  }

  @Override
  public void counted(String what, long done, long total) {
    show(what, done, total, Numbers.count(done) + " of " + Numbers.count(total));
  }

  private void show(String what, long done, long total, String amount) {
    if (!what.equals(current)) {
      current = what;
      startNanos = System.nanoTime();
      doneBefore = done;
    }
    String eta =
        ProgressLine.eta(done - doneBefore, total - doneBefore, System.nanoTime() - startNanos);
    line.show((line.live() ? bar(what, done, total, amount) : what + " " + amount) + eta);
  }

  @Override
  public void close() {
    line.close();
  }

  static String bar(String what, long done, long total) {
    return bar(what, done, total, amount(done, total));
  }

  private static String bar(String what, long done, long total, String amount) {
    if (total <= 0) {
      return "%s %s".formatted(what, amount);
    }
    int filled = (int) (BAR_WIDTH * Math.min(done, total) / total);
    return String.format(
        Locale.ROOT,
        "%-10s [%s%s] %3d %% %s",
        what,
        "#".repeat(filled),
        ".".repeat(BAR_WIDTH - filled),
        100 * done / total,
        amount);
  }

  private static String amount(long done, long total) {
    if (total < 0) {
      return done >= BYTES_FROM ? megabytes(done) + " MB" : Long.toString(done);
    }
    return total >= BYTES_FROM
        ? megabytes(done) + " of " + megabytes(total) + " MB"
        : done + " of " + total;
  }

  private static String megabytes(long bytes) {
    return Numbers.fixed(bytes / 1e6, 1);
  }
}
