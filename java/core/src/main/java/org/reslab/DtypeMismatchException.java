// SPDX-License-Identifier: Apache-2.0
package org.reslab;

/** A tensor has another element type than expected. */
public final class DtypeMismatchException extends ReslabException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception with its message.
   *
   * @param message what failed
   */
  public DtypeMismatchException(String message) {
    super(message);
  }
}
