// SPDX-License-Identifier: Apache-2.0
package org.reslab.picture;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The first bytes of a file, which say what it is. */
final class FileHead {
  static final int BYTES = 1024;

  private final String bytes;

  /**
   * Takes the first bytes.
   *
   * @param bytes {@link #BYTES} of them, or the whole file
   */
  FileHead(byte[] bytes) {
    this.bytes = new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** Returns whether bytes, a character each, stand at a place. */
  boolean has(int at, String expected) {
    return bytes.startsWith(expected, at);
  }

  /** Returns whether a word of a text stands anywhere, in letters of either case. */
  boolean contains(String word) {
    return bytes.toLowerCase(Locale.ROOT).contains(word);
  }

  /** Returns whether there are only bytes that a text may have. */
  boolean isText() {
    return bytes.chars().allMatch(c -> (c >= ' ' && c != 0x7F) || (c >= '\t' && c <= '\r'));
  }
}
