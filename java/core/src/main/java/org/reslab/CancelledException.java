// SPDX-License-Identifier: Apache-2.0
package org.reslab;

/** A {@link CancelFlag} ended the call before it had its result. */
public final class CancelledException extends ReslabException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception with its message.
   *
   * @param message what failed
   */
  public CancelledException(String message) {
    super(message);
  }
}
