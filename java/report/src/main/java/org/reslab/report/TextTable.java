// SPDX-License-Identifier: Apache-2.0
package org.reslab.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.reslab.text.Printable;

/**
 * A table of text with aligned columns, two spaces apart, a line of dashes below the header. ASCII
 * unless a cell is not.
 *
 * <p>On a screen that it is too wide for, columns of names become narrower and their cells several
 * lines; then intervals move below their estimates. No word and no number is broken: where that is
 * not enough, the columns are parted into tables one below the other, each of which begins with the
 * first ones; and where not even two columns fit, each row becomes lines of a title and a cell.
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

  /** A cell: row, with 0 for the header, and column. */
  private record Place(int row, int column) {}

  private final List<Align> alignment = new ArrayList<>();
  private final List<String> header = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();
  private final Map<Place, Ink> inks = new HashMap<>();

  /** Creates a table without columns. */
  public TextTable() {}

  /** Adds a column. All columns come before the first row. */
  public TextTable column(String title, Align align) {
    if (!rows.isEmpty()) {
      throw new IllegalStateException("column '" + title + "' comes after the first row");
    }
    header.add(Printable.line(title));
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
          "found a row of %s cells, expected %s".formatted(cells.size(), header.size()));
    }
    rows.add(cells.stream().map(Printable::line).toList());
    return this;
  }

  /**
   * Makes a cell stand out where there are colours.
   *
   * @param row 0-based, without the header
   * @param column its title
   * @throws IllegalArgumentException if there is no such column
   */
  public TextTable ink(int row, String column, Ink ink) {
    int at = header.indexOf(column);
    if (at < 0) {
      throw new IllegalArgumentException(
          "found column '%s', expected one of %s".formatted(column, header));
    }
    inks.put(new Place(row + 1, at), ink);
    return this;
  }

  /** Returns the table as for a file: {@link #text(Screen)} on {@link Screen#PLAIN}. */
  public String text() {
    return text(Screen.PLAIN);
  }

  /** Returns the table, each line ended by a line feed and without spaces before it. */
  public String text(Screen screen) {
    List<List<String>> all = new ArrayList<>();
    all.add(header);
    all.addAll(rows);
    List<List<Integer>> parts = TableFit.parts(all, alignment, screen.columns(), GAP.length());
    StringBuilder out = new StringBuilder();
    if (parts.isEmpty()) {
      for (int row = 1; row < all.size(); row++) {
        out.append(row == 1 ? "" : "\n");
        stack(out, row, all.get(row), screen);
      }
    }
    for (List<Integer> part : parts) {
      out.append(out.isEmpty() ? "" : "\n");
      append(out, all, part, screen);
    }
    return out.toString();
  }

  /** Appends the table that some columns make. */
  private void append(
      StringBuilder out, List<List<String>> all, List<Integer> part, Screen screen) {
    List<List<String>> cells =
        all.stream().map(row -> part.stream().map(row::get).toList()).toList();
    List<Align> aligned = part.stream().map(alignment::get).toList();
    int[] widths = TableFit.widths(cells, aligned, screen.columns(), GAP.length());
    for (int row = 0; row < all.size(); row++) {
      append(out, row, all.get(row), part, widths, screen);
      if (row == 0) {
        rule(out, widths);
      }
    }
  }

  /** Appends a row as a line for each cell, or several, behind its title or below it. */
  private void stack(StringBuilder out, int row, List<String> cells, Screen screen) {
    int titles = header.stream().mapToInt(TableFit::width).max().orElse(0);
    for (int i = 0; i < cells.size(); i++) {
      String cell = cells.get(i).strip();
      String title = header.get(i);
      int room = screen.columns() - titles - GAP.length();
      boolean below = TableFit.least(cell, alignment.get(i)) > room;
      if (below && !title.isEmpty()) {
        out.append(title).append('\n');
      }
      String before = below ? GAP : title + " ".repeat(titles - TableFit.width(title)) + GAP;
      int width = below ? screen.columns() - GAP.length() : room;
      for (String line : TableFit.wrap(cell, alignment.get(i), width)) {
        String painted =
            screen.paint(inks.getOrDefault(new Place(row, i), Ink.PLAIN), line.strip());
        out.append((before + painted).stripTrailing()).append('\n');
        before = " ".repeat(before.length());
      }
    }
  }

  /** Returns the table in GitHub-flavoured Markdown. */
  public String markdown() {
    StringBuilder out = new StringBuilder();
    markdown(out, header.stream().map(TextTable::markdownText).toList());
    markdown(out, alignment.stream().map(align -> align == Align.LEFT ? "---" : "---:").toList());
    rows.forEach(row -> markdown(out, row.stream().map(TextTable::markdownText).toList()));
    return out.toString();
  }

  /** Returns a text in one line of which Markdown shows every character as it is. */
  public static String markdownText(String text) {
    return text.strip().replaceAll("[\\\\`*_{}\\[\\]<>#|~&]", "\\\\$0").replaceAll("\\R", " ");
  }

  private static void markdown(StringBuilder out, List<String> cells) {
    out.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  private static void rule(StringBuilder out, int[] widths) {
    List<String> dashes = new ArrayList<>();
    for (int width : widths) {
      dashes.add("-".repeat(width));
    }
    out.append(String.join(GAP, dashes)).append('\n');
  }

  private void append(
      StringBuilder out,
      int row,
      List<String> cells,
      List<Integer> part,
      int[] widths,
      Screen screen) {
    List<List<String>> wrapped = new ArrayList<>();
    int height = 1;
    for (int i = 0; i < widths.length; i++) {
      int column = part.get(i);
      wrapped.add(TableFit.wrap(cells.get(column), alignment.get(column), widths[i]));
      height = Math.max(height, wrapped.get(i).size());
    }
    for (int at = 0; at < height; at++) {
      StringBuilder line = new StringBuilder();
      int written = 0; // characters without escape sequences
      int wanted = 0;
      for (int i = 0; i < widths.length; i++) {
        String text = at < wrapped.get(i).size() ? wrapped.get(i).get(at) : "";
        wanted += i == 0 ? 0 : GAP.length();
        int column = part.get(i);
        int indent = alignment.get(column) == Align.LEFT ? 0 : widths[i] - TableFit.width(text);
        if (!text.isBlank()) {
          line.append(" ".repeat(wanted + indent - written));
          line.append(screen.paint(inks.getOrDefault(new Place(row, column), Ink.PLAIN), text));
          written = wanted + indent + TableFit.width(text);
        }
        wanted += widths[i];
      }
      out.append(line.toString().stripTrailing()).append('\n');
    }
  }
}
