// SPDX-License-Identifier: Apache-2.0
package org.reslab.picture;

import java.io.IOException;

/** A file is whole, as far as was looked, but no picture of a kind that is read. */
final class UnfitPictureException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception with its message.
   *
   * @param message what follows the name of the file: "is a TIFF file, expected ..."
   */
  UnfitPictureException(String message) {
    super(message);
  }
}
