// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import java.io.IOException;

/** A source was reached and gave something other than the data set. */
final class WrongContentException extends IOException {
  private static final long serialVersionUID = 1L;

  WrongContentException(String message) {
    super(message);
  }
}
