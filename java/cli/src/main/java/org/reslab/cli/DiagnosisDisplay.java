// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.reslab.diagnosis.DiagnosisListener;
import org.reslab.report.Numbers;

/** Shows how a diagnosis goes: a live line on a terminal, a line every ten seconds elsewhere. */
final class DiagnosisDisplay implements DiagnosisListener, AutoCloseable {
  private static final long LINE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final StatusLine line;
  private long lastNanos = System.nanoTime();

  DiagnosisDisplay(Context context) {
    line = new StatusLine(context);
  }

  @Override
  public void started(int cells, int found, int jobs) {
    String again = found == 0 ? "" : ", %d of them done before".formatted(found);
    line.print("%d cells%s, %d at a time".formatted(cells, again, jobs));
  }

  @Override
  public void progress(int done, int cells, Duration eta) {
    String text = "%d of %d cells, ETA %s".formatted(done, cells, Numbers.duration(eta));
    if (line.live()) {
      line.show(text);
    } else if (System.nanoTime() - lastNanos >= LINE_NANOS) {
      lastNanos = System.nanoTime();
      line.print(text);
    }
  }

  @Override
  public void close() {
    line.clear();
  }
}
