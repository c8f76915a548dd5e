// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Tells of a session that became unreachable without having been closed. It frees nothing: the
 * memory is confined to a thread that need not run any more. Holds no reference to the session,
 * which would keep it reachable.
 */
final class LeakReport implements Runnable {
  private static final System.Logger LOGGER = System.getLogger(MemorySession.class.getName());

  private final AtomicBoolean closed = new AtomicBoolean();
  private final String origin;

  LeakReport() {
    origin =
        StackWalker.getInstance()
            .walk(frames ->
                frames
                    .filter(frame -> !frame.getClassName().startsWith("org.reslab.MemorySession"))
                    .filter(frame -> !frame.getClassName().equals(LeakReport.class.getName()))
                    .findFirst()
                    .map(StackWalker.StackFrame::toString)
                    .orElse("an unknown place"));
  }

  void markClosed() {
    closed.set(true);
  }

  @Override
  public void run() {
    if (!closed.get()) {
      LOGGER.log(
          System.Logger.Level.WARNING,
          "a MemorySession opened at {0} was never closed; its native memory is lost until the"
              + " process ends. Open sessions in try-with-resources",
          origin);
    }
  }
}
