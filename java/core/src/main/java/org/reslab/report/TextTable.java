// SPDX-License-Identifier: Apache-2.0
package org.reslab.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A table of text with aligned columns, two spaces apart, a line of dashes below the header. ASCII
 * unless a cell is not.
 */
public final class TextTable {
  private static final String GAP = "  ";

  /** Where a column's text stands in its width. */
  public enum Align {
    /** Flush left, for names. */
    LEFT,
    /** Flush right, for numbers. */
    RIGHT
  }

  private final List<String> header = new ArrayList<>();
  private final List<Align> alignment = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();

  /** Creates a table without columns. */
  public TextTable() {}

  /** Adds a column. All columns come before the first row. */
  public TextTable column(String title, Align align) {
    if (!rows.isEmpty()) {
      throw new IllegalStateException("column '" + title + "' comes after the first row");
    }
    header.add(title);
    alignment.add(align);
    return this;
  }

  /**
   * Adds a row.
   *
   * @throws IllegalArgumentException if there are not as many cells as columns
   */
  public TextTable row(List<String> cells) {
    if (cells.size() != header.size()) {
      throw new IllegalArgumentException(
          "found a row of %d cells, expected %d".formatted(cells.size(), header.size()));
    }
    rows.add(List.copyOf(cells));
    return this;
  }

  /** Returns the table, each line ended by a line feed and without spaces before it. */
  public String text() {
    int[] widths = new int[header.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = width(header.get(i));
      for (List<String> row : rows) {
        widths[i] = Math.max(widths[i], width(row.get(i)));
      }
    }
    StringBuilder out = new StringBuilder();
    line(out, header, widths);
    List<String> rule = new ArrayList<>();
    for (int width : widths) {
      rule.add("-".repeat(width));
    }
    line(out, rule, widths);
    for (List<String> row : rows) {
      line(out, row, widths);
    }
    return out.toString();
  }

  private void line(StringBuilder out, List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String padding = " ".repeat(widths[i] - width(cells.get(i)));
      line.append(i == 0 ? "" : GAP)
          .append(alignment.get(i) == Align.LEFT ? cells.get(i) + padding : padding + cells.get(i));
    }
    out.append(line.toString().stripTrailing()).append('\n');
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }
}
