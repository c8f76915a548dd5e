// SPDX-License-Identifier: Apache-2.0
package org.reslab.picture;

import java.util.Arrays;
import javax.imageio.IIOException;

/**
 * Counts the pixels that the LZW codes of a GIF frame stand for. The JDK's decoder leaves those
 * black that are missing, without a word.
 */
final class GifCodes {
  private static final int MOST_BITS = 12;
  private static final int NONE = -1;

  /** How many pixels each code stands for. */
  private final int[] pixels = new int[1 << MOST_BITS];

  private final int clear;
  private int next;
  private int bits;
  private int last = NONE;

  private GifCodes(int rootBits) {
    clear = 1 << rootBits;
    Arrays.fill(pixels, 0, clear, 1);
    reset();
  }

  /**
   * Returns how many pixels there are up to the code that ends them, or to the end of the data.
   *
   * @param rootBits bits of a pixel, as the frame's first byte has it
   * @param data the content of the frame's blocks
   * @throws IIOException if a code stands for nothing
   */
  static long count(int rootBits, byte[] data) throws IIOException {
    if (rootBits < 1 || rootBits > 8) {
      throw new IIOException("its codes begin with " + rootBits + " bits, expected 1 to 8");
    }
    return new GifCodes(rootBits).count(data);
  }

  private long count(byte[] data) throws IIOException {
    long count = 0;
    int held = 0;
    int heldBits = 0;
    for (byte value : data) {
      held |= (value & 0xFF) << heldBits;
      heldBits += 8;
      while (heldBits >= bits) {
        int code = held & ((1 << bits) - 1);
        held >>>= bits;
        heldBits -= bits;
        if (code == clear + 1) {
          return count;
        }
        if (code == clear) {
          reset();
        } else {
          count += take(code);
        }
      }
    }
    return count;
  }

  private void reset() {
    next = clear + 2;
    bits = Integer.SIZE - Integer.numberOfLeadingZeros(clear);
    last = NONE;
  }

  /** Returns the pixels of a code, and enters what follows from it into the table. */
  private int take(int code) throws IIOException {
    boolean known = code < next;
    if (!known && (code > next || last == NONE)) {
      throw new IIOException("one of its codes stands for nothing");
    }
    int count = known ? pixels[code] : pixels[last] + 1;
    if (last != NONE && next < pixels.length) {
      pixels[next++] = pixels[last] + 1;
      if (next == 1 << bits && bits < MOST_BITS) {
        bits++;
      }
    }
    last = code;
    return count;
  }
}
