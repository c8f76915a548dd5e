// SPDX-License-Identifier: Apache-2.0
package org.reslab;

/**
 * The root of all failures that ResLab reports. Its message can be shown to users: the thing, the
 * value found, the value expected, the cure.
 */
public abstract class ReslabException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception with its message.
   *
   * @param message what failed
   */
  protected ReslabException(String message) {
    super(message);
  }

  /**
   * Makes the exception with its message and its cause.
   *
   * @param message what failed
   * @param cause what it came from
   */
  protected ReslabException(String message, Throwable cause) {
    super(message, cause);
  }
}
