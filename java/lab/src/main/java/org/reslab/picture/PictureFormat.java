// SPDX-License-Identifier: Apache-2.0
package org.reslab.picture;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The formats that are read, by the bytes with which their files begin. */
enum PictureFormat {
  PNG(PngFile::read, "\u0089PNG\r\n\u001A\n"),
  JPEG(JpegFile::read, "\u00FF\u00D8\u00FF"),
  GIF(GifFile::read, "GIF87a", "GIF89a"),
  BMP(BmpFile::read, "BM");

  /** Their names in a sentence. */
  static final String EXPECTED = "a PNG, JPEG, GIF or BMP picture";

  private final Reader reader;
  private final String[] beginnings;

  private interface Reader {
    Picture read(byte[] file) throws IOException;
  }

  PictureFormat(Reader reader, String... beginnings) {
    this.reader = reader;
    this.beginnings = beginnings;
  }

  /**
   * Returns the format of a file, or null if it is none of these.
   *
   * @param head the first bytes
   */
  static @Nullable PictureFormat of(FileHead head) {
    for (PictureFormat format : values()) {
      for (String beginning : format.beginnings) {
        if (head.has(0, beginning)) {
          return format;
        }
      }
    }
    return null;
  }

  /**
   * Decodes a file of this format.
   *
   * @throws UnfitPictureException if it is of a kind that is not read
   * @throws IOException if it is damaged
   */
  Picture read(byte[] file) throws IOException {
    return reader.read(file);
  }
}
