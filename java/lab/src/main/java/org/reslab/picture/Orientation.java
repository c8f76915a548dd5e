// SPDX-License-Identifier: Apache-2.0
package org.reslab.picture;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Which way up a camera was held, as Exif records it. */
final class Orientation {
  /** The first row of the file is the top. */
  static final int UPRIGHT = 1;

  private static final int TAG = 0x0112;
  private static final int SHORT = 3;
  private static final int ENTRY_BYTES = 12;

  private Orientation() {}

  /**
   * Returns the orientation of 1 to 8 in the Exif data of a picture, {@link #UPRIGHT} where there
   * is none or the data cannot be read: a viewer shows such a picture, too.
   *
   * @param exif bytes in the layout of a TIFF file, the tags of the picture in the first directory
   */
  static int of(byte[] exif) {
    if (exif.length < 8) {
      return UPRIGHT;
    }
    ByteBuffer tiff = ByteBuffer.wrap(exif);
    switch (tiff.getShort(0)) {
      case 0x4949 -> tiff.order(ByteOrder.LITTLE_ENDIAN);
      case 0x4D4D -> tiff.order(ByteOrder.BIG_ENDIAN);
      default -> {
        return UPRIGHT;
      }
    }
    long directory = Integer.toUnsignedLong(tiff.getInt(4));
    if (directory > exif.length - 2) {
      return UPRIGHT;
    }
    int entries = Short.toUnsignedInt(tiff.getShort((int) directory));
    for (int i = 0; i < entries; i++) {
      int entry = (int) directory + 2 + i * ENTRY_BYTES;
      if (entry > exif.length - ENTRY_BYTES) {
        return UPRIGHT;
      }
      if (Short.toUnsignedInt(tiff.getShort(entry)) == TAG && tiff.getShort(entry + 2) == SHORT) {
        int value = tiff.getShort(entry + 8);
        return value >= 1 && value <= 8 ? value : UPRIGHT;
      }
    }
    return UPRIGHT;
  }

  /** Returns a picture as a viewer shows it. */
  static Picture upright(Picture stored, int orientation) {
    return orientation == UPRIGHT ? stored : new Turned(stored, orientation);
  }

  private record Turned(Picture stored, int orientation) implements Picture {
    private boolean transposed() {
      return orientation >= 5;
    }

    @Override
    public int width() {
      return transposed() ? stored.height() : stored.width();
    }

    @Override
    public int height() {
      return transposed() ? stored.width() : stored.height();
    }

    @Override
    public boolean transparent() {
      return stored.transparent();
    }

    @Override
    public int rgb(int x, int y) {
      int column = transposed() ? y : x;
      int row = transposed() ? x : y;
      return switch (orientation) {
        case 2, 8 -> stored.rgb(stored.width() - 1 - column, row);
        case 3, 7 -> stored.rgb(stored.width() - 1 - column, stored.height() - 1 - row);
        case 4, 6 -> stored.rgb(column, stored.height() - 1 - row);
        default -> stored.rgb(column, row);
      };
    }
  }
}
