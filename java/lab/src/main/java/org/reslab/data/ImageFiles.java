// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import org.reslab.CorruptDataException;
import org.reslab.ImageDescription;
import org.reslab.InvalidArgumentException;
import org.reslab.NativeIoException;
import org.reslab.picture.PictureFile;
import org.reslab.picture.PngFile;

/** Pictures as the bytes {@code [channels, height, width]} of an image of a data set, and back. */
public final class ImageFiles {
  private ImageFiles() {}

  /** Reads a picture for networks of CIFAR's images, as {@link #read(Path, ImageDescription)}. */
  public static byte[] read(Path file) {
    return read(file, ImageDescription.CIFAR10);
  }

  /**
   * Reads a picture as the pictures of a folder are read: turned upright, scaled until it just
   * covers the size, its middle cut out, and made gray for a network of one channel.
   *
   * <p>Exif data say which way is up. Transparent parts become white, 16 bits a sample become 8,
   * CMYK is converted without a profile, and embedded profiles and gamma are passed over. Of an
   * animation it is the first frame.
   *
   * @param images what the network is for
   * @return channel planes: red, green, blue, or gray
   * @throws NativeIoException if the file cannot be read
   * @throws CorruptDataException if it is empty or damaged
   * @throws InvalidArgumentException if it is of another format, or too large, or images have other
   *     than 1 or 3 channels
   */
  public static byte[] read(Path file, ImageDescription images) {
    byte[] pixels = Pixels.of(PictureFile.read(file), images);
    int channels = images.channels();
    int plane = images.height() * images.width();
    byte[] planes = new byte[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      planes[i % channels * plane + i / channels] = pixels[i];
    }
    return planes;
  }

  /**
   * Returns an image as a PNG file: of one or two channels the first as gray, of more the first
   * three as red, green and blue.
   *
   * @param planes bytes {@code [channels, height, width]}
   */
  public static byte[] png(byte[] planes, ImageDescription images) {
    int plane = images.height() * images.width();
    if (planes.length != images.values()) {
      throw new InvalidArgumentException(
          "an image has %s bytes, expected %s".formatted(planes.length, images.values()));
    }
    int green = images.channels() < 3 ? 0 : plane;
    int blue = images.channels() < 3 ? 0 : 2 * plane;
    BufferedImage picture =
        new BufferedImage(images.width(), images.height(), BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < plane; i++) {
      int rgb =
          (planes[i] & 0xFF) << 16 | (planes[green + i] & 0xFF) << 8 | (planes[blue + i] & 0xFF);
      picture.setRGB(i % images.width(), i / images.width(), rgb);
    }
    return PngFile.encode(picture);
  }
}
