// SPDX-License-Identifier: Apache-2.0
package org.reslab.internal;

/** The native library cannot be loaded. */
public final class LoadFailure extends Exception {
  private static final long serialVersionUID = 1L;

  LoadFailure(String message) {
    super(message);
  }

  LoadFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
