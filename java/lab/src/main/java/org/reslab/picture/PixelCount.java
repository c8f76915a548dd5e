// SPDX-License-Identifier: Apache-2.0
package org.reslab.picture;

import javax.imageio.IIOException;
import org.reslab.text.Numbers;

/** Bounds what a small file may claim to unpack to, before memory is taken for it. */
final class PixelCount {
  static final long MOST = 100_000_000;

  private PixelCount() {}

  /**
   * Checks the size in a picture's header.
   *
   * @throws IIOException if there is no pixel
   * @throws UnfitPictureException if there are too many
   */
  static void check(long width, long height) throws IIOException, UnfitPictureException {
    if (width < 1 || height < 1) {
      throw new IIOException(
          "its header has the size " + width + " x " + height + ", expected at least 1 x 1");
    }
    if (height > MOST / width) {
      throw new UnfitPictureException(
          "has "
              + Numbers.count(width)
              + " x "
              + Numbers.count(height)
              + " pixels, expected at most "
              + Numbers.count(MOST)
              + " in all; scale it down first");
    }
  }
}
