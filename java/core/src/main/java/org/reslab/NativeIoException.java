// SPDX-License-Identifier: Apache-2.0
package org.reslab;

/** The operating system refused: no such file, no permission, disk full. */
public final class NativeIoException extends ReslabException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception with its message.
   *
   * @param message what failed
   */
  public NativeIoException(String message) {
    super(message);
  }

  /**
   * Makes the exception with its message and its cause.
   *
   * @param message what failed
   * @param cause what it came from
   */
  public NativeIoException(String message, Throwable cause) {
    super(message, cause);
  }
}
