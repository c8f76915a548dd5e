// SPDX-License-Identifier: Apache-2.0
package org.reslab;

/** A valid request that this build or version does not serve. */
public final class UnsupportedException extends ReslabException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception with its message.
   *
   * @param message what failed
   */
  public UnsupportedException(String message) {
    super(message);
  }
}
