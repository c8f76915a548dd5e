// SPDX-License-Identifier: Apache-2.0
package org.reslab;

/** A file was read but its content is not what its format promises. */
public final class CorruptDataException extends ReslabException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception with its message.
   *
   * @param message what failed
   */
  public CorruptDataException(String message) {
    super(message);
  }

  /**
   * Makes the exception with its message and its cause.
   *
   * @param message what failed
   * @param cause what it came from
   */
  public CorruptDataException(String message, Throwable cause) {
    super(message, cause);
  }
}
