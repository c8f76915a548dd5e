// SPDX-License-Identifier: Apache-2.0
package org.reslab;

/** A device is absent, or failed. */
public final class DeviceException extends ReslabException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception with its message.
   *
   * @param message what failed
   */
  public DeviceException(String message) {
    super(message);
  }
}
