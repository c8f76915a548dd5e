// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.reslab.CorruptDataException;

/** MD5, and files of MD5 sums in the format of {@code md5sum}. */
final class Checksums {
  private static final Pattern LINE = Pattern.compile("([0-9a-fA-F]{32}) [ *]([^/]+)");

  private Checksums() {}

  /**
   * Returns a fresh MD5 digest. It identifies published files here; it protects against no
   * attacker.
   */
  static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
  }

  /** Returns a fresh SHA-256 digest. */
  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Returns a digest's value in lower-case hexadecimal, and resets it. */
  static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Returns the MD5 of a file's content in lower-case hexadecimal. */
  static String md5(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return md5(in);
    }
  }

  /**
   * Returns the MD5 of a file's content, unpacked where its name says that it is packed.
   *
   * @throws CorruptDataException if a packed file is damaged
   */
  static String unpackedMd5(Path file) throws IOException {
    if (!isPacked(file)) {
      return md5(file);
    }
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file), 1 << 16)) {
      return md5(in);
    } catch (EOFException | ZipException e) {
      throw new CorruptDataException(
          "%s is a damaged gzip file: %s; get the file again".formatted(file, IoReasons.of(e)), e);
    }
  }

  /**
   * Returns the size of a file's content, unpacked where its name says that it is packed: then by
   * the last four bytes, which hold the size modulo 2 to the 32nd.
   */
  static long unpackedBytes(Path file) throws IOException {
    long bytes = Files.size(file);
    if (!isPacked(file) || bytes < Integer.BYTES) {
      return bytes;
    }
    ByteBuffer last = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    try (FileChannel channel = FileChannel.open(file)) {
      channel.read(last, bytes - Integer.BYTES);
    }
    return Integer.toUnsignedLong(last.getInt(0));
  }

  private static boolean isPacked(Path file) {
    return file.toString().endsWith(DatasetLayout.PACKED);
  }

  private static String md5(InputStream in) throws IOException {
    MessageDigest digest = md5();
    byte[] buffer = new byte[1 << 16];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      digest.update(buffer, 0, n);
    }
    return hex(digest);
  }

  /**
   * Reads a table of sums: file name to MD5, in the order of the lines.
   *
   * @throws CorruptDataException if a line is not {@code <32 hexadecimal digits> <file name>}
   */
  static Map<String, String> read(Path table) throws IOException {
    Map<String, String> sums = new LinkedHashMap<>();
    int number = 0;
    for (String line : Files.readAllLines(table)) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      Matcher match = LINE.matcher(line);
      if (!match.matches()) {
        throw new CorruptDataException(
            "%s line %s: expected '<MD5>  <file name>', found '%s'".formatted(table, number, line));
      }
      sums.put(match.group(2), match.group(1).toLowerCase(Locale.ROOT));
    }
    return sums;
  }

  /** Writes a table that {@link #read} and {@code md5sum --check} read. */
  static void write(Path table, Map<String, String> sums) throws IOException {
    StringBuilder text = new StringBuilder();
    sums.forEach((name, md5) -> text.append(md5).append("  ").append(name).append('\n'));
    Files.writeString(table, text);
  }
}
