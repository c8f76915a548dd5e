// SPDX-License-Identifier: Apache-2.0
package org.reslab;

/** An argument is outside its documented domain: an unknown name, a negative size. */
public class InvalidArgumentException extends ReslabException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception with its message.
   *
   * @param message what failed
   */
  public InvalidArgumentException(String message) {
    super(message);
  }

  /**
   * Makes the exception with its message and its cause.
   *
   * @param message what failed
   * @param cause what it came from
   */
  public InvalidArgumentException(String message, Throwable cause) {
    super(message, cause);
  }
}
