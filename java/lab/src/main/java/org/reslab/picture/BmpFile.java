// SPDX-License-Identifier: Apache-2.0
package org.reslab.picture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import javax.imageio.IIOException;

/**
 * The header of a BMP file: whether the file holds all of its pixels, and in a form that is read.
 */
final class BmpFile {
  private static final int FILE_HEADER_BYTES = 14;
  private static final int CORE_HEADER_BYTES = 12;
  private static final int INFO_HEADER_BYTES = 40;
  private static final int V4_HEADER_BYTES = 108;
  private static final int COLOUR_SPACE = FILE_HEADER_BYTES + 56;
  private static final int SRGB = 0x73524742;

  private static final int PLAIN = 0;
  private static final int RUNS_OF_BYTES = 1;
  private static final int RUNS_OF_NIBBLES = 2;
  private static final int MASKED = 3;

  private final ByteBuffer file;

  private BmpFile(byte[] file) {
    this.file = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Reads a whole file.
   *
   * @throws UnfitPictureException if it is too large or compressed in a way that is not read
   * @throws IIOException if it is damaged
   */
  static Picture read(byte[] file) throws IOException {
    return new SamplePicture(JdkDecoder.image("bmp", new BmpFile(file).checked()));
  }

  /** Returns the file as the decoder is to see it. */
  private byte[] checked() throws IOException {
    require(FILE_HEADER_BYTES + CORE_HEADER_BYTES);
    long pixels = Integer.toUnsignedLong(file.getInt(10));
    int header = file.getInt(14);
    boolean core = header == CORE_HEADER_BYTES;
    require(FILE_HEADER_BYTES + (core ? CORE_HEADER_BYTES : INFO_HEADER_BYTES));
    long width = core ? Short.toUnsignedInt(file.getShort(18)) : file.getInt(18);
    long height = core ? Short.toUnsignedInt(file.getShort(20)) : Math.abs((long) file.getInt(22));
    int bits = Short.toUnsignedInt(file.getShort(core ? 24 : 28));
    int compression = core ? PLAIN : file.getInt(30);
    PixelCount.check(width, height);
    switch (compression) {
      case PLAIN, MASKED -> {
        long row = (width * bits + 31) / 32 * 4;
        require(pixels + row * (height - 1) + (width * bits + 7) / 8);
        pixels += row * height;
      }
      case RUNS_OF_BYTES, RUNS_OF_NIBBLES -> pixels = runsEnd(pixels, compression);
      default ->
          throw new UnfitPictureException(
              "is a BMP file of compression "
                  + compression
                  + ", expected one of 0 to 3; save it as PNG");
    }
    // The last row may lack what fills it up to four bytes.
    byte[] whole = Arrays.copyOf(file.array(), (int) Math.max(pixels, file.limit()));
    if (header >= V4_HEADER_BYTES && whole.length >= COLOUR_SPACE + 4) {
      // A profile inside the file, or even at a path that the file names, would be read and
      // applied.
      ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).putInt(COLOUR_SPACE, SRGB);
    }
    return whole;
  }

  /** Returns where coded runs end, at the code that ends the picture. */
  private long runsEnd(long from, int compression) throws IIOException {
    long at = from;
    while (true) {
      require(at + 2);
      int count = Byte.toUnsignedInt(file.get((int) at));
      int value = Byte.toUnsignedInt(file.get((int) at + 1));
      at += 2;
      if (count != 0 || value == 0) {
        continue; // a run, or the end of a line
      }
      if (value == 1) {
        return at;
      }
      if (value == 2) {
        at += 2; // columns and rows to skip
      } else {
        int bytes = compression == RUNS_OF_BYTES ? value : (value + 1) / 2;
        at += bytes + bytes % 2;
      }
    }
  }

  private void require(long bytes) throws IIOException {
    if (bytes > file.limit()) {
      throw new IIOException(
          "it is cut off: it has " + file.limit() + " bytes, expected at least " + bytes);
    }
  }
}
