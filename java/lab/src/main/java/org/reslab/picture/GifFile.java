// SPDX-License-Identifier: Apache-2.0
package org.reslab.picture;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import javax.imageio.IIOException;

/** The first frame of a GIF file, at its place on the screen that the file describes. */
final class GifFile {
  private static final int EXTENSION = 0x21;
  private static final int IMAGE = 0x2C;
  private static final int END = 0x3B;
  private static final int HEADER_BYTES = 13;
  private static final int IMAGE_BYTES = 10;

  private final ByteBuffer file;

  private GifFile(byte[] file) {
    this.file = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Reads a file that is whole up to the end of its first frame.
   *
   * @throws UnfitPictureException if it is too large
   * @throws IIOException if it is damaged
   */
  static Picture read(byte[] file) throws IOException {
    return new GifFile(file).read();
  }

  private Picture read() throws IOException {
    int at = HEADER_BYTES + colourTableBytes(10);
    while (unsigned(at) == EXTENSION) {
      at = blocksEnd(at + 2);
    }
    if (unsigned(at) != IMAGE) {
      throw new IIOException("it holds no picture");
    }
    int width = unsignedShort(6);
    int height = unsignedShort(8);
    int left = unsignedShort(at + 1);
    int top = unsignedShort(at + 3);
    int frameWidth = unsignedShort(at + 5);
    int frameHeight = unsignedShort(at + 7);
    PixelCount.check(frameWidth, frameHeight);
    // A screen may be too small for its frame; browsers enlarge it.
    width = Math.max(width, left + frameWidth);
    height = Math.max(height, top + frameHeight);
    PixelCount.check(width, height);
    int code = at + IMAGE_BYTES + colourTableBytes(at + 9);
    int end = blocksEnd(code + 1);
    long found = GifCodes.count(unsigned(code), blocks(code + 1));
    if (found < (long) frameWidth * frameHeight) {
      throw new IIOException(
          "its first frame has " + found + " pixels, expected " + frameWidth + " x " + frameHeight);
    }
    byte[] frame = Arrays.copyOf(file.array(), end + 1);
    frame[end] = END;
    Picture picture = new SamplePicture(JdkDecoder.image("gif", frame));
    return new OnScreen(picture, left, top, width, height);
  }

  /** Returns the size of the colour table that a byte of flags announces. */
  private int colourTableBytes(int at) throws IIOException {
    int flags = unsigned(at);
    return (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
  }

  /** Returns where a chain of blocks ends, each with its length before it. */
  private int blocksEnd(int from) throws IIOException {
    int at = from;
    while (unsigned(at) != 0) {
      at += 1 + unsigned(at);
    }
    return at + 1;
  }

  /** Returns the content of a chain of blocks that is whole. */
  private byte[] blocks(int from) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    byte[] bytes = file.array();
    for (int at = from; bytes[at] != 0; at += 1 + (bytes[at] & 0xFF)) {
      content.write(bytes, at + 1, bytes[at] & 0xFF);
    }
    return content.toByteArray();
  }

  private int unsigned(int at) throws IIOException {
    if (at >= file.limit()) {
      throw new IIOException("it is cut off in its first frame");
    }
    return Byte.toUnsignedInt(file.get(at));
  }

  private int unsignedShort(int at) throws IIOException {
    return unsigned(at) | unsigned(at + 1) << 8;
  }

  private record OnScreen(Picture frame, int left, int top, int width, int height)
      implements Picture {
    private static final int WHITE = 0xFFFFFF;

    @Override
    public boolean transparent() {
      return frame.transparent();
    }

    @Override
    public int rgb(int x, int y) {
      int column = x - left;
      int row = y - top;
      boolean inside = column >= 0 && row >= 0 && column < frame.width() && row < frame.height();
      return inside ? frame.rgb(column, row) : WHITE;
    }
  }
}
