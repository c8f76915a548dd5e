// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import org.reslab.CorruptDataException;
import org.reslab.InvalidArgumentException;
import org.reslab.NativeIoException;
import org.reslab.picture.Picture;
import org.reslab.picture.PictureFile;
import org.reslab.picture.PngFile;

/** Pictures as the bytes {@code [3, 32, 32]} of an image of a data set, and back. */
public final class ImageFiles {
  /** Height and width of an image. */
  public static final int SIDE = 32;

  private static final int PLANE = SIDE * SIDE;

  private ImageFiles() {}

  /**
   * Reads a PNG, JPEG, GIF or BMP file. The middle square of the upright picture is cut out and
   * scaled to 32 x 32, each value the mean of those that it covers; a picture of 32 x 32 is taken
   * as it is, a smaller one enlarged bicubically.
   *
   * <p>Exif data say which way is up. Transparent parts become white, 16 bits a sample become 8,
   * CMYK is converted without a profile, and embedded profiles and gamma are passed over. Of an
   * animation it is the first frame.
   *
   * @return channel planes red, green, blue
   * @throws NativeIoException if the file cannot be read
   * @throws CorruptDataException if it is empty or damaged
   * @throws InvalidArgumentException if it is of another format, or too large
   */
  public static byte[] read(Path file) {
    Picture picture = PictureFile.read(file);
    int side = Math.min(picture.width(), picture.height());
    int left = (picture.width() - side) / 2;
    int top = (picture.height() - side) / 2;
    return side < SIDE ? enlarged(picture, left, top, side) : averaged(picture, left, top, side);
  }

  /**
   * Returns the means of a square that is not smaller than an image. On a grid of {@code 32 x side}
   * steps a pixel of the square covers 32 of them and one of the image {@code side}, so that every
   * share is a whole number.
   */
  private static byte[] averaged(Picture picture, int left, int top, int side) {
    long[] sums = new long[3 * PLANE];
    for (int y = 0; y < side; y++) {
      int row = y * SIDE / side;
      int inRow = Math.min(SIDE, (row + 1) * side - y * SIDE);
      for (int x = 0; x < side; x++) {
        int rgb = picture.rgb(left + x, top + y);
        int column = x * SIDE / side;
        int inColumn = Math.min(SIDE, (column + 1) * side - x * SIDE);
        add(sums, row, column, (long) inRow * inColumn, rgb);
        if (inColumn < SIDE) {
          add(sums, row, column + 1, (long) inRow * (SIDE - inColumn), rgb);
        }
        if (inRow < SIDE) {
          add(sums, row + 1, column, (long) (SIDE - inRow) * inColumn, rgb);
          if (inColumn < SIDE) {
            add(sums, row + 1, column + 1, (long) (SIDE - inRow) * (SIDE - inColumn), rgb);
          }
        }
      }
    }
    long whole = (long) side * side;
    byte[] planes = new byte[sums.length];
    for (int i = 0; i < planes.length; i++) {
      planes[i] = (byte) ((sums[i] + whole / 2) / whole);
    }
    return planes;
  }

  private static void add(long[] sums, int row, int column, long share, int rgb) {
    int at = row * SIDE + column;
    sums[at] += share * (rgb >> 16 & 0xFF);
    sums[PLANE + at] += share * (rgb >> 8 & 0xFF);
    sums[2 * PLANE + at] += share * (rgb & 0xFF);
  }

  private static byte[] enlarged(Picture picture, int left, int top, int side) {
    BufferedImage square = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        square.setRGB(x, y, picture.rgb(left + x, top + y));
      }
    }
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    graphics.drawImage(square, 0, 0, SIDE, SIDE, null);
    graphics.dispose();
    byte[] planes = new byte[3 * PLANE];
    for (int i = 0; i < PLANE; i++) {
      int rgb = image.getRGB(i % SIDE, i / SIDE);
      planes[i] = (byte) (rgb >> 16);
      planes[PLANE + i] = (byte) (rgb >> 8);
      planes[2 * PLANE + i] = (byte) rgb;
    }
    return planes;
  }

  /**
   * Returns an image as a PNG file.
   *
   * @param planes bytes {@code [3, 32, 32]}
   */
  public static byte[] png(byte[] planes) {
    if (planes.length != 3 * PLANE) {
      throw new InvalidArgumentException(
          "an image has %d bytes, expected %d".formatted(planes.length, 3 * PLANE));
    }
    BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < PLANE; i++) {
      int rgb =
          (planes[i] & 0xFF) << 16
              | (planes[PLANE + i] & 0xFF) << 8
              | (planes[2 * PLANE + i] & 0xFF);
      picture.setRGB(i % SIDE, i / SIDE, rgb);
    }
    return PngFile.encode(picture);
  }
}
