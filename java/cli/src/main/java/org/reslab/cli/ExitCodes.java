// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import org.reslab.CancelledException;
import org.reslab.InvalidArgumentException;
import org.reslab.NativeUnavailableException;
import org.reslab.experiment.RunStatus;

/** What the process returns to its caller. */
final class ExitCodes {
  static final int OK = 0;
  static final int FAILED = 1;
  static final int USAGE = 2;
  static final int NATIVE_UNAVAILABLE = 3;

  /** As a shell reports a process ended by SIGINT. */
  static final int CANCELLED = 130;

  private static final int FIRST_SIGNAL = 128;

  private ExitCodes() {}

  /** Returns the code by which a shell reports a process that a signal ended. */
  static int ofSignal(int number) {
    return FIRST_SIGNAL + number;
  }

  static int of(RunStatus status) {
    return switch (status) {
      case COMPLETED -> OK;
      case DIVERGED, FAILED, RUNNING, INTERRUPTED -> FAILED;
      case CANCELLED -> CANCELLED;
    };
  }

  static int of(Throwable failure) {
    return switch (failure) {
      case InvalidArgumentException _ -> USAGE;
      case NativeUnavailableException _ -> NATIVE_UNAVAILABLE;
      case CancelledException _ -> CANCELLED;
      default -> FAILED;
    };
  }
}
