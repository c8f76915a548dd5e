// SPDX-License-Identifier: Apache-2.0
package org.reslab;

/** A defect of ResLab itself. */
public final class InternalErrorException extends ReslabException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception with its message.
   *
   * @param message what failed
   */
  public InternalErrorException(String message) {
    super(message);
  }

  /**
   * Makes the exception with its message and its cause.
   *
   * @param message what failed
   * @param cause what it came from
   */
  public InternalErrorException(String message, Throwable cause) {
    super(message, cause);
  }
}
