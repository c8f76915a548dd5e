// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.time.Duration;
import org.reslab.diagnosis.DiagnosisListener;
import org.reslab.text.Numbers;

/** Shows how a diagnosis goes: a live line on a terminal, a line every ten seconds elsewhere. */
final class DiagnosisDisplay implements DiagnosisListener, AutoCloseable {
  private final ProgressLine line;

  DiagnosisDisplay(Context context) {
    line = new ProgressLine(context);
  }

  @Override
  public void started(int cells, int found, int jobs) {
    String again = found == 0 ? "" : ", %s of them done before".formatted(found);
    line.print("%s cells%s, %s at a time".formatted(cells, again, jobs));
  }

  @Override
  public void progress(int done, int cells, Duration eta) {
    line.show("%s of %s cells, ETA %s".formatted(done, cells, Numbers.duration(eta)));
  }

  @Override
  public void close() {
    line.close();
  }
}
