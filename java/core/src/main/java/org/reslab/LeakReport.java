// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import org.reslab.internal.NativeHandle;

/**
 * Reports a session that became unreachable without having been closed, and frees its native
 * objects. Holds no reference to the session, which would keep it reachable.
 */
final class LeakReport implements Runnable {
  private static final System.Logger LOGGER = System.getLogger(MemorySession.class.getName());

  private final AtomicBoolean closed = new AtomicBoolean();
  private final Deque<NativeHandle.Release> owned = new ConcurrentLinkedDeque<>();
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

  /** Adds an object to what is freed, the last made first. */
  void own(NativeHandle.Release release) {
    owned.push(release);
  }

  void disown(NativeHandle.Release release) {
    owned.remove(release);
  }

  void markClosed() {
    closed.set(true);
  }

  @Override
  public void run() {
    if (!closed.get()) {
      LOGGER.log(
          System.Logger.Level.WARNING,
          "a MemorySession opened at {0} was never closed; its native objects were held until it"
              + " was garbage collected. Open sessions in try-with-resources",
          origin);
      owned.forEach(NativeHandle.Release::run);
    }
  }
}
