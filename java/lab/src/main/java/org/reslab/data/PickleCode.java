// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.reslab.CorruptDataException;
import org.reslab.text.Numbers;

/** The bytes of a pickle, taken one value after another. */
final class PickleCode {
  private final Path file;
  private final byte[] code;
  private int at;

  /**
   * Takes a file's content.
   *
   * @param file as messages name it
   */
  PickleCode(Path file, byte[] code) {
    this.file = file;
    this.code = code;
  }

  /** Returns the place of the next byte. */
  int at() {
    return at;
  }

  /** Returns the next byte, 0 to 255. */
  int take() {
    if (at >= code.length) {
      throw new CorruptDataException(
          "%s ends at byte %s, before its pickle does; get the file again"
              .formatted(file, Numbers.count(at)));
    }
    return code[at++] & 0xFF;
  }

  /** Returns the next four bytes, the least significant first. */
  int integer() {
    return take() | take() << 8 | take() << 16 | take() << 24;
  }

  /** Returns the next bytes. */
  byte[] bytes(int count) {
    if (count < 0 || count > code.length - at) {
      throw new CorruptDataException(
          "%s at byte %s: found a value of %s bytes, expected at most the %s that are left; get"
                  .formatted(
                      file,
                      Numbers.count(at),
                      Numbers.count(Integer.toUnsignedLong(count)),
                      Numbers.count(code.length - at))
              + " the file again");
    }
    at += count;
    return Arrays.copyOfRange(code, at - count, at);
  }

  /** Returns the text up to the next line feed. */
  String line() {
    int start = at;
    while (take() != '\n') {}
    return new String(code, start, at - 1 - start, StandardCharsets.UTF_8);
  }

  /** Returns the exception for what such a file must not have at a place. */
  CorruptDataException refused(int offset, String found) {
    return new CorruptDataException(
        ("%s at byte %s: found %s, expected a batch of CIFAR's Python version, dictionaries of"
                + " numbers, texts and one array of bytes; nothing else is read from a pickle")
            .formatted(file, Numbers.count(offset), found));
  }
}
