// SPDX-License-Identifier: Apache-2.0
package org.reslab.files;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Reads files of {@link HistogramRow}s, also those that are damaged or still being written. */
public final class HistogramsFile {
  private HistogramsFile() {}

  /**
   * Reads a file from its beginning.
   *
   * @param bytes how many to read at most
   * @return what is wrong with it, in sentences; a last line without its line feed is left out and
   *     is no problem
   * @throws org.reslab.CorruptDataException if it is no regular file
   * @throws org.reslab.NativeIoException if it is there and cannot be read
   */
  public static List<String> read(Path file, long bytes, Consumer<HistogramRow> rows) {
    return JsonLinesFile.read(
        file, bytes, (text, _) -> rows.accept(Json.read(text, HistogramRow.class)));
  }
}
