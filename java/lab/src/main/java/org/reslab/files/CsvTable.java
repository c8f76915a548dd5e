// SPDX-License-Identifier: Apache-2.0
package org.reslab.files;

import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.reslab.NativeIoException;

/**
 * A CSV file (RFC 4180, UTF-8, lines ending in a line feed) that grows row by row; every row is
 * handed to the operating system when it is added. Non-finite numbers are {@code NaN}, {@code inf}
 * and {@code -inf}, null is an empty field.
 */
public final class CsvTable implements AutoCloseable {
  private final Path path;
  private final int columns;
  private final GrowingFile file;

  /**
   * Creates the file and writes its header.
   *
   * @throws NativeIoException if the file exists or cannot be written
   */
  public CsvTable(Path file, List<String> header) {
    path = file;
    columns = header.size();
    this.file = new GrowingFile(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try {
      row(header);
    } catch (RuntimeException e) {
      this.file.close();
      throw e;
    }
  }

  /**
   * Adds a row.
   *
   * @param values one per column: strings, numbers or null
   * @throws IllegalArgumentException if their count is not the header's
   * @throws NativeIoException if the row cannot be written
   */
  public void row(List<? extends @Nullable Object> values) {
    if (values.size() != columns) {
      throw new IllegalArgumentException(
          path + ": found a row of " + values.size() + " values, expected " + columns);
    }
    file.line(line(values));
    file.flush();
  }

  /**
   * Returns a row without its line feed.
   *
   * @param values strings, numbers or null
   */
  public static String line(List<? extends @Nullable Object> values) {
    return values.stream().map(CsvTable::field).collect(Collectors.joining(","));
  }

  @Override
  public void close() {
    file.close();
  }

  private static String field(@Nullable Object value) {
    if (value == null) {
      return "";
    }
    if (value instanceof Double number && number.isInfinite()) {
      return number > 0 ? "inf" : "-inf";
    }
    String text = value.toString();
    boolean quoted = text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return quoted ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }
}
