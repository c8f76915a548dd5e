// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.reslab.CancelFlag;

/**
 * Turns the signals that ask a process to end into a cancel flag, and lets the command write what
 * it has measured, however long its step takes. A second signal ends the process at once.
 */
final class Cancellation {
  /** A command that stops sooner needs no explanation. */
  private static final long QUIET_MILLIS = 1000;

  private final @Nullable PrintWriter messages;
  private final CountDownLatch finished = new CountDownLatch(1);
  private @Nullable CancelFlag flag;
  private int signal;

  private Cancellation(@Nullable PrintWriter messages) {
    this.messages = messages;
  }

  /** Returns one that no signal sets. */
  static Cancellation never() {
    return new Cancellation(null);
  }

  /**
   * Returns one that SIGINT (Ctrl-C), SIGTERM, SIGHUP and SIGUSR1 (Slurm's warning before the end
   * of a job) set, from the first call of {@link #flag} on; until then they end the process as
   * usual. A SIGHUP that is ignored, as under {@code nohup}, stays so.
   *
   * @param messages receives the message where a command takes long to stop
   */
  static Cancellation bySignals(PrintWriter messages) {
    return new Cancellation(messages);
  }

  /** Returns the flag to hand to a call that can be cancelled. */
  synchronized CancelFlag flag() {
    if (flag == null) {
      flag = CancelFlag.create();
      if (messages != null) {
        Signals.handle(
            List.of("INT", "TERM", "HUP", "USR1"),
            (name, number) -> receive(name, number, messages));
      }
    }
    return flag;
  }

  /** Says that all output is written. */
  void finished() {
    finished.countDown();
  }

  /**
   * Returns the exit code of the process.
   *
   * @param code of the command; that of a cancelled one becomes the signal's, as shells report it
   */
  synchronized int exitCode(int code) {
    return signal != 0 && code == ExitCodes.CANCELLED ? ExitCodes.ofSignal(signal) : code;
  }

  private void receive(String name, int number, PrintWriter out) {
    if (!begin(number)) {
      System.exit(ExitCodes.ofSignal(number));
    }
    try {
      if (!finished.await(QUIET_MILLIS, TimeUnit.MILLISECONDS)) {
        out.println(
            "SIG%s: stopping after the step under way, to keep what is measured; a second one ends"
                    .formatted(name)
                + " at once");
        out.flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns whether the command can be left to end by itself, which the flag then asks it to. */
  private synchronized boolean begin(int number) {
    if (flag == null || signal != 0) {
      return false;
    }
    signal = number;
    flag.cancel();
    return true;
  }
}
