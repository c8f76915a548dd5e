// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.export;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A table, in long format, that is made row by row.
 *
 * @param name of its file, without an ending
 * @param columns names
 * @param rows hands each row to its argument: texts, numbers and null, as many as columns
 */
record ExportTable(String name, List<String> columns, Rows rows) {
  @FunctionalInterface
  interface Rows {
    void each(Consumer<List<@Nullable Object>> row);
  }
}
