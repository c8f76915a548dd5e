// SPDX-License-Identifier: Apache-2.0
package org.reslab.bench;

import org.reslab.ReslabException;

/** A process that was to be measured could not be started, failed, or did not speak as agreed. */
public final class WorkerFailedException extends ReslabException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception with its message.
   *
   * @param message what failed
   */
  public WorkerFailedException(String message) {
    super(message);
  }

  /**
   * Makes the exception with its message and its cause.
   *
   * @param message what failed
   * @param cause what it came from
   */
  public WorkerFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
