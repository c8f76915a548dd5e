// SPDX-License-Identifier: Apache-2.0
package org.reslab.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.reslab.InvalidArgumentException;
import org.reslab.NativeIoException;

/** Text files that users write: UTF-8, with or without a byte order mark. */
public final class TextFile {
  private static final char MARK = '\uFEFF';

  private TextFile() {}

  /**
   * Returns the text of a file, without its byte order mark.
   *
   * @param kind what the file is, for messages, for example {@code experiment file}
   * @throws NativeIoException if it cannot be read
   * @throws InvalidArgumentException if it is not UTF-8; the message names the place and the cure
   */
  public static String read(Path file, String kind) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new NativeIoException(kind + " " + file + " does not exist", e);
    } catch (IOException e) {
      throw new NativeIoException("cannot read " + kind + " " + file + ": " + e, e);
    }
    refuseWide(file, kind, bytes);
    String text = decode(file, kind, bytes);
    return !text.isEmpty() && text.charAt(0) == MARK ? text.substring(1) : text;
  }

  /** UTF-16 and UTF-32 begin with a mark of their own, or have zeros in most characters. */
  private static void refuseWide(Path file, String kind, byte[] bytes) {
    @Nullable String encoding = wideEncoding(bytes);
    if (encoding != null) {
      throw new InvalidArgumentException(
          "%s: the %s is in %s, expected UTF-8; save it as UTF-8, or convert it: %s"
              .formatted(file, kind, encoding, conversion(file, encoding)));
    }
  }

  private static @Nullable String wideEncoding(byte[] bytes) {
    int zero = 0;
    while (zero < bytes.length && bytes[zero] != 0) {
      zero++;
    }
    boolean zeros = zero + 1 < bytes.length && bytes[zero + 1] == 0;
    int mark =
        bytes.length < 2 ? 0 : Byte.toUnsignedInt(bytes[0]) << 8 | Byte.toUnsignedInt(bytes[1]);
    if (mark == 0xFEFF || mark == 0xFFFE) {
      return mark == 0xFFFE && zeros && zero == 2 ? "UTF-32" : "UTF-16";
    }
    if (zero == bytes.length) {
      return null;
    }
    if (zeros) {
      return zero == 0 ? "UTF-32" : "UTF-32LE";
    }
    return zero % 2 == 0 ? "UTF-16BE" : "UTF-16LE";
  }

  private static String decode(Path file, String kind, byte[] bytes) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = decoder.decode(in, out, true);
    if (result.isError()) {
      int at = in.position();
      int line = 1;
      int start = 0;
      for (int i = 0; i < at; i++) {
        if (bytes[i] == '\n') {
          line++;
          start = i + 1;
        }
      }
      throw new InvalidArgumentException(
          ("%s:%s: byte %s of the line is 0x%02X, where the %s stops being UTF-8; save it as UTF-8,"
                  + " or convert it: %s, with ENCODING such as WINDOWS-1254 or LATIN1")
              .formatted(
                  file, line, at - start + 1, bytes[at], kind, conversion(file, "ENCODING")));
    }
    return out.flip().toString();
  }

  private static String conversion(Path file, String encoding) {
    return "iconv -f %s -t UTF-8 '%s' > NEW_FILE".formatted(encoding, file);
  }
}
