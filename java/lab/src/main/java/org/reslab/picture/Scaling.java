// SPDX-License-Identifier: Apache-2.0
package org.reslab.picture;

/**
 * Brings pictures to the size of a data set's images: the picture is scaled until it just covers
 * that size, and the middle is cut out.
 *
 * <p>Scaling is linear interpolation, over a support that grows with the reduction, so that no
 * pixel is passed over. It works along rows first, then along columns, and rounds to 8 bits after
 * each, with factors of 22 fractional bits: the arithmetic of Pillow's {@code Image.resize(size,
 * BILINEAR)} (its file {@code Resample.c}), which gives the same bytes. The scaled size and the
 * place of the cut are those of torchvision's {@code Resize} and {@code CenterCrop}.
 */
public final class Scaling {
  private static final int CHANNELS = 3;
  private static final int FRACTION_BITS = 22;
  private static final int HALF = 1 << (FRACTION_BITS - 1);

  private Scaling() {}

  /**
   * Returns the middle of a picture at a size.
   *
   * @param height of the result, in pixels
   * @param width of the result, in pixels
   * @return bytes {@code [height, width, 3]}, red, green and blue interleaved
   */
  public static byte[] fit(Picture picture, int height, int width) {
    long wide = picture.width();
    long high = picture.height();
    boolean byHeight = wide * height >= high * width;
    long scaledWidth = byHeight ? wide * height / high : width;
    long scaledHeight = byHeight ? height : high * width / wide;
    Taps columns = Taps.of(picture.width(), scaledWidth, middle(scaledWidth - width), width);
    Taps rows = Taps.of(picture.height(), scaledHeight, middle(scaledHeight - height), height);
    return down(across(picture, columns, rows.first(), rows.end()), rows, width);
  }

  /** Returns half of what is cut off, rounded to even as Python's {@code round} does. */
  private static long middle(long surplus) {
    return (long) Math.rint(surplus / 2.0);
  }

  /** Scales rows {@code [from, to)} of a picture; returns bytes {@code [to - from, width, 3]}. */
  private static byte[] across(Picture picture, Taps columns, int from, int to) {
    int width = columns.size();
    byte[] scaled = new byte[Math.multiplyExact((to - from) * CHANNELS, width)];
    int[] row = new int[picture.width()];
    int at = 0;
    for (int y = from; y < to; y++) {
      for (int x = columns.first(); x < columns.end(); x++) {
        row[x] = picture.rgb(x, y);
      }
      for (int x = 0; x < width; x++) {
        int start = columns.start(x);
        int[] factors = columns.factors(x);
        int red = HALF;
        int green = HALF;
        int blue = HALF;
        for (int i = 0; i < factors.length; i++) {
          int rgb = row[start + i];
          red += factors[i] * (rgb >> 16 & 0xFF);
          green += factors[i] * (rgb >> 8 & 0xFF);
          blue += factors[i] * (rgb & 0xFF);
        }
        scaled[at++] = level(red);
        scaled[at++] = level(green);
        scaled[at++] = level(blue);
      }
    }
    return scaled;
  }

  /** Scales columns of bytes {@code [rows, width, 3]}, of which the first is the first needed. */
  private static byte[] down(byte[] across, Taps rows, int width) {
    int stride = CHANNELS * width;
    byte[] scaled = new byte[rows.size() * stride];
    for (int y = 0; y < rows.size(); y++) {
      int start = (rows.start(y) - rows.first()) * stride;
      int[] factors = rows.factors(y);
      for (int x = 0; x < stride; x++) {
        int sum = HALF;
        for (int i = 0; i < factors.length; i++) {
          sum += factors[i] * (across[start + i * stride + x] & 0xFF);
        }
        scaled[y * stride + x] = level(sum);
      }
    }
    return scaled;
  }

  private static byte level(int sum) {
    return (byte) Math.clamp(sum >> FRACTION_BITS, 0, 255);
  }

  /**
   * Which pixels of a line make each pixel of the scaled line, and with which factors.
   *
   * @param starts the first pixel for each
   * @param factors fixed-point factors for each, which add up to 1
   */
  @SuppressWarnings("ArrayRecordComponent") // made and read here alone
  private record Taps(int[] starts, int[][] factors) {
    /**
     * Returns the pixels {@code [from, from + count)} of a line scaled from one size to another.
     */
    static Taps of(int size, long scaled, long from, int count) {
      double scale = (double) size / scaled;
      double support = Math.max(1, scale);
      int[] starts = new int[count];
      int[][] factors = new int[count][];
      for (int i = 0; i < count; i++) {
        double centre = (from + i + 0.5) * scale;
        int start = Math.max(0, (int) (centre - support + 0.5));
        int end = Math.min(size, (int) (centre + support + 0.5));
        double[] weights = new double[end - start];
        double sum = 0;
        for (int j = 0; j < weights.length; j++) {
          double distance = Math.abs((j + start - centre + 0.5) * (1 / support));
          weights[j] = distance < 1 ? 1 - distance : 0;
          sum += weights[j];
        }
        starts[i] = start;
        factors[i] = new int[weights.length];
        for (int j = 0; j < weights.length; j++) {
          factors[i][j] = (int) (0.5 + weights[j] / sum * (1 << FRACTION_BITS));
        }
      }
      return new Taps(starts, factors);
    }

    int size() {
      return starts.length;
    }

    int start(int i) {
      return starts[i];
    }

    int[] factors(int i) {
      return factors[i];
    }

    /** Returns the first pixel that any needs. */
    int first() {
      return starts[0];
    }

    /** Returns the end of those that any needs. */
    int end() {
      int last = starts.length - 1;
      return starts[last] + factors[last].length;
    }
  }
}
