// SPDX-License-Identifier: Apache-2.0
package org.reslab.files;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.reslab.CorruptDataException;
import org.reslab.NativeIoException;

/** Reads files of one JSON value per line, also those that are damaged or still being written. */
final class JsonLinesFile {
  private static final int NAMED_PROBLEMS = 5;

  private JsonLinesFile() {}

  /** Takes the lines of a file in order. */
  @FunctionalInterface
  interface Visitor {
    /**
     * Takes a line.
     *
     * @param text without its line feed
     * @param from offset in bytes of the line's first byte
     * @throws CorruptDataException if it is damaged; reading continues with the next one
     */
    void line(String text, long from);
  }

  /**
   * Reads a file from its beginning.
   *
   * @param bytes how many to read at most
   * @return what is wrong with it, in sentences; a last line without its line feed, which a writer
   *     is still at or a kill has cut off, is left out and is no problem
   * @throws CorruptDataException if it is no regular file
   * @throws NativeIoException if it is there and cannot be read
   */
  static List<String> read(Path file, long bytes, Visitor visitor) {
    List<String> problems = new ArrayList<>();
    long damaged = 0;
    try (InputStream in = new BufferedInputStream(RegularFile.open(file), 1 << 16)) {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      long from = 0;
      long number = 0;
      for (long at = 1; at <= bytes; at++) {
        int next = in.read();
        if (next < 0) {
          break;
        }
        if (next != '\n') {
          line.write(next);
          continue;
        }
        number++;
        try {
          visitor.line(decoded(line.toByteArray()), from);
        } catch (CorruptDataException _) { // counted, and named by its line
          if (++damaged <= NAMED_PROBLEMS) {
            problems.add(
                "%s line %s is damaged and left out".formatted(file.getFileName(), number));
          }
        }
        line.reset();
        from = at;
      }
    } catch (IOException e) {
      throw new NativeIoException("cannot read " + file + ": " + e, e);
    }
    if (damaged > NAMED_PROBLEMS) {
      problems.add("%s has %s damaged lines".formatted(file.getFileName(), damaged));
    }
    return problems;
  }

  private static String decoded(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new CorruptDataException("it is not UTF-8", e);
    }
  }
}
