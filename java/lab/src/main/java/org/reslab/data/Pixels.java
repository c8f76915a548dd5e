// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import org.reslab.ImageDescription;
import org.reslab.InvalidArgumentException;
import org.reslab.picture.Picture;
import org.reslab.picture.Scaling;

/** Pictures as the images of a data set: scaled, cut, and in its channels. */
final class Pixels {
  private Pixels() {}

  /**
   * Returns the image of a picture.
   *
   * @param images 1 channel (gray of colours by ITU-R 601: .299 red, .587 green, .114 blue, in
   *     Pillow's fixed point) or 3
   * @return bytes {@code [height, width, channels]}
   * @throws InvalidArgumentException if the images have other channels
   */
  static byte[] of(Picture picture, ImageDescription images) {
    if (images.channels() != 1 && images.channels() != 3) {
      throw new InvalidArgumentException(
          "a picture cannot be an image of %s: it has 1 or 3 channels, expected %s"
              .formatted(images.shapeText(), images.channels()));
    }
    byte[] rgb = Scaling.fit(picture, images.height(), images.width());
    return images.channels() == 3 ? rgb : gray(rgb);
  }

  private static byte[] gray(byte[] rgb) {
    byte[] gray = new byte[rgb.length / 3];
    for (int i = 0; i < gray.length; i++) {
      int red = rgb[3 * i] & 0xFF;
      int green = rgb[3 * i + 1] & 0xFF;
      int blue = rgb[3 * i + 2] & 0xFF;
      gray[i] = (byte) ((red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16);
    }
    return gray;
  }

  /** Returns whether every pixel of {@code [height, width, 3]} has three equal values. */
  static boolean isGray(byte[] rgb) {
    for (int i = 0; i < rgb.length; i += 3) {
      if (rgb[i] != rgb[i + 1] || rgb[i] != rgb[i + 2]) {
        return false;
      }
    }
    return true;
  }

  /** Returns the first of three channels. */
  static byte[] first(byte[] rgb) {
    byte[] first = new byte[rgb.length / 3];
    for (int i = 0; i < first.length; i++) {
      first[i] = rgb[3 * i];
    }
    return first;
  }
}
