// SPDX-License-Identifier: Apache-2.0
package org.reslab.picture;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import org.jspecify.annotations.Nullable;

/**
 * A decoded image by its samples: an image of gray or of red, green and blue, or one with a
 * palette. {@link BufferedImage#getRGB} would convert gray from a linear space, in which no file is
 * written, and apply embedded profiles, which most software passes over.
 */
final class SamplePicture implements Picture {
  private static final int WHITE = 255;

  /** What viewers show where a palette is too short. */
  private static final int BLACK = 0xFF000000;

  private final Raster samples;
  private final int[] bits;
  private final @Nullable IndexColorModel palette;
  private final boolean gray;
  private final boolean alpha;
  private final int[] clear;

  SamplePicture(BufferedImage image) {
    this(image, new int[0]);
  }

  /**
   * Takes an image of which one colour is transparent.
   *
   * @param clear the samples of that colour; none if there is no such colour
   */
  SamplePicture(BufferedImage image, int[] clear) {
    ColorModel colours = image.getColorModel();
    samples = image.getRaster();
    bits = samples.getSampleModel().getSampleSize();
    palette = colours instanceof IndexColorModel indexed ? indexed : null;
    gray = colours.getNumColorComponents() == 1;
    alpha = colours.hasAlpha();
    this.clear = clear;
  }

  @Override
  public int width() {
    return samples.getWidth();
  }

  @Override
  public int height() {
    return samples.getHeight();
  }

  @Override
  public boolean transparent() {
    return alpha || clear.length > 0;
  }

  @Override
  public int rgb(int x, int y) {
    if (isClear(x, y)) {
      return WHITE * 0x010101;
    }
    if (palette != null) {
      int index = samples.getSample(x, y, 0);
      int argb = index < palette.getMapSize() ? palette.getRGB(index) : BLACK;
      return onWhite(argb >>> 24, argb >> 16 & 0xFF, argb >> 8 & 0xFF, argb & 0xFF);
    }
    int red = level(x, y, 0);
    int opacity = alpha ? level(x, y, gray ? 1 : 3) : 255;
    return gray
        ? onWhite(opacity, red, red, red)
        : onWhite(opacity, red, level(x, y, 1), level(x, y, 2));
  }

  private boolean isClear(int x, int y) {
    if (clear.length != bits.length) {
      return false;
    }
    for (int band = 0; band < clear.length; band++) {
      if (samples.getSample(x, y, band) != clear[band]) {
        return false;
      }
    }
    return true;
  }

  /** Returns a sample in 0 to 255. */
  private int level(int x, int y, int band) {
    int value = samples.getSample(x, y, band);
    if (bits[band] == 8) {
      return value;
    }
    long most = (1L << bits[band]) - 1;
    // A BMP file may give a colour no bits.
    return most == 0 ? 0 : (int) ((value * 255L + most / 2) / most);
  }

  private static int onWhite(int opacity, int red, int green, int blue) {
    return onWhite(opacity, red) << 16 | onWhite(opacity, green) << 8 | onWhite(opacity, blue);
  }

  private static int onWhite(int opacity, int level) {
    return (level * opacity + WHITE * (255 - opacity) + 127) / 255;
  }
}
