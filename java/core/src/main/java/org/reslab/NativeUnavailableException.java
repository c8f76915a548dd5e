// SPDX-License-Identifier: Apache-2.0
package org.reslab;

/**
 * The native part cannot be loaded. The message lists each place that was looked in and what was
 * found there.
 */
public final class NativeUnavailableException extends ReslabException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception with its message and its cause.
   *
   * @param message what is missing or wrong and the trace of the search
   * @param cause what it came from
   */
  public NativeUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
