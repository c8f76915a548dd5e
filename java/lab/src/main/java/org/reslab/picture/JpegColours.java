// SPDX-License-Identifier: Apache-2.0
package org.reslab.picture;

/** What the components of a JPEG file stand for. */
enum JpegColours {
  GRAY {
    @Override
    int rgb(int[] samples) {
      return samples[0] * 0x010101;
    }
  },
  RGB {
    @Override
    int rgb(int[] samples) {
      return samples[0] << 16 | samples[1] << 8 | samples[2];
    }
  },
  YCC {
    @Override
    int rgb(int[] samples) {
      return fromYcc(samples);
    }
  },
  CMYK {
    @Override
    int rgb(int[] samples) {
      return withBlack(samples[0] << 16 | samples[1] << 8 | samples[2], samples[3]);
    }
  },
  YCCK {
    @Override
    int rgb(int[] samples) {
      // Y, Cb, Cr are those of the ink's complement, and the file's inks are complements.
      return withBlack(~fromYcc(samples), samples[3]);
    }
  };

  /** Returns the colour {@code 0xRRGGBB} of a pixel's components. */
  abstract int rgb(int[] samples);

  private static final int HALF = 1 << 15;
  private static final int RED_OF_CR = fixed(1.40200);
  private static final int GREEN_OF_CB = fixed(0.34414);
  private static final int GREEN_OF_CR = fixed(0.71414);
  private static final int BLUE_OF_CB = fixed(1.77200);

  private static int fixed(double factor) {
    return (int) (factor * (1 << 16) + 0.5);
  }

  /** As JFIF defines it, rounded like libjpeg. */
  private static int fromYcc(int[] samples) {
    int y = samples[0];
    int cb = samples[1] - 128;
    int cr = samples[2] - 128;
    int red = y + ((RED_OF_CR * cr + HALF) >> 16);
    int green = y + ((-GREEN_OF_CB * cb - GREEN_OF_CR * cr + HALF) >> 16);
    int blue = y + ((BLUE_OF_CB * cb + HALF) >> 16);
    return clamp(red) << 16 | clamp(green) << 8 | clamp(blue);
  }

  private static int clamp(int value) {
    return Math.clamp(value, 0, 255);
  }

  /** Inks as Adobe and everyone after it stores them: 255 is none. Light passes one by one. */
  private static int withBlack(int light, int black) {
    return through(light >> 16 & 0xFF, black) << 16
        | through(light >> 8 & 0xFF, black) << 8
        | through(light & 0xFF, black);
  }

  private static int through(int light, int black) {
    return (light * black + 127) / 255;
  }
}
