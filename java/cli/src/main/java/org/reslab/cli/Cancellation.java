// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.reslab.CancelFlag;

/**
 * Turns an interrupt (Ctrl-C, SIGTERM) into a cancel flag, and gives the command a moment to write
 * what it has measured.
 */
final class Cancellation {
  private static final long GRACE_MILLIS = 1800;

  private final CountDownLatch finished = new CountDownLatch(1);
  private @Nullable CancelFlag flag;

  /**
   * Returns one that an interrupt of this process sets. The process then ends when {@link
   * #finished} was called, or after the grace period; its exit code is the signal's.
   */
  static Cancellation onShutdown() {
    Cancellation cancellation = new Cancellation();
    Runtime.getRuntime().addShutdownHook(new Thread(cancellation::interrupt, "reslab-interrupt"));
    return cancellation;
  }

  /** Returns the flag to hand to a call that can be cancelled. */
  synchronized CancelFlag flag() {
    if (flag == null) {
      flag = CancelFlag.create();
    }
    return flag;
  }

  /** Says that all output is written. */
  void finished() {
    finished.countDown();
  }

  private void interrupt() {
    if (!setFlag()) {
      return;
    }
    try {
      finished.await(GRACE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns whether a call is under way that looks at the flag. */
  private synchronized boolean setFlag() {
    if (flag == null || finished.getCount() == 0) {
      return false;
    }
    flag.cancel();
    return true;
  }
}
