// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.export;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reslab.files.CsvTable;
import org.reslab.files.Json;

/** Tables as CSV and as JSON Lines, written as they are made. */
final class TableFiles {
  private TableFiles() {}

  /** Writes a header and the rows as {@link CsvTable} does. */
  static void csv(ExportTable table, OutputStream out) throws IOException {
    lines(table, out, CsvTable.line(table.columns()), CsvTable::line);
  }

  /** Writes an object for each row; NaN and infinite numbers are null. */
  static void jsonLines(ExportTable table, OutputStream out) throws IOException {
    lines(
        table,
        out,
        null,
        row -> {
          Map<String, @Nullable Object> object = new LinkedHashMap<>();
          for (int i = 0; i < row.size(); i++) {
            object.put(table.columns().get(i), row.get(i));
          }
          return Json.line(object);
        });
  }

  private static void lines(
      ExportTable table,
      OutputStream out,
      @Nullable String header,
      Function<List<@Nullable Object>, String> line)
      throws IOException {
    Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    if (header != null) {
      writer.write(header + "\n");
    }
    try {
      table
          .rows()
          .each(row -> {
            try {
              writer.write(line.apply(row) + "\n");
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    writer.flush();
  }
}
