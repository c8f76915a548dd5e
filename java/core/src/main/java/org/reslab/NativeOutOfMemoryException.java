// SPDX-License-Identifier: Apache-2.0
package org.reslab;

/** Memory outside the Java heap, the host's or the device's, is exhausted. */
public final class NativeOutOfMemoryException extends ReslabException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception with its message.
   *
   * @param message what failed
   */
  public NativeOutOfMemoryException(String message) {
    super(message);
  }
}
