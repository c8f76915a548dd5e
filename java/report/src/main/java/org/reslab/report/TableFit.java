// SPDX-License-Identifier: Apache-2.0
package org.reslab.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.reslab.report.TextTable.Align;

/** Finds how wide columns may be, and breaks cells that are wider. */
final class TableFit {
  /** Names keep this width while intervals can still move below their estimates. */
  private static final int NAME = 24;

  /** Below this a name is no longer read. */
  private static final int LEAST_NAME = 10;

  /**
   * Before the bounds of an interval, and nowhere else, may a number and what follows be parted.
   */
  private static final String BOUNDS = " [";

  private TableFit() {}

  /**
   * Returns the columns of each of the tables that a table is parted into, which is one where it
   * fits. The first columns, by which a reader knows the rows, begin each of them.
   *
   * @param rows the header's first
   * @param columns characters of a line
   */
  static List<List<Integer>> parts(
      List<List<String>> rows, List<Align> alignment, int columns, int gap) {
    int count = alignment.size();
    int[] least = new int[count];
    for (int i = 0; i < count; i++) {
      for (List<String> row : rows) {
        for (String part : parts(row.get(i))) {
          least[i] = Math.max(least[i], width(part));
        }
      }
      if (alignment.get(i) == Align.LEFT) {
        least[i] = Math.min(least[i], LEAST_NAME);
      }
    }
    List<Integer> all = IntStream.range(0, count).boxed().toList();
    if (sum(least) + (long) gap * Math.max(0, count - 1) <= columns) {
      return List.of(all);
    }
    int keys = 1;
    int taken = least[0];
    while (keys < count
        && alignment.get(keys) == Align.LEFT
        && taken + gap + least[keys] <= columns / 2) {
      taken += gap + least[keys++];
    }
    List<List<Integer>> parts = new ArrayList<>();
    List<Integer> part = new ArrayList<>(all.subList(0, keys));
    int width = taken;
    for (int i = keys; i < count; i++) {
      if (part.size() > keys && width + gap + least[i] > columns) {
        parts.add(part);
        part = new ArrayList<>(all.subList(0, keys));
        width = taken;
      }
      part.add(i);
      width += gap + least[i];
    }
    parts.add(part);
    return parts;
  }

  /**
   * Returns the width of each column.
   *
   * @param rows the header's first
   * @param columns characters of a line; exceeded where numbers leave no choice
   */
  static int[] widths(List<List<String>> rows, List<Align> alignment, int columns, int gap) {
    int count = alignment.size();
    int[] widths = new int[count];
    int[] parted = new int[count];
    for (int i = 0; i < count; i++) {
      for (List<String> row : rows) {
        widths[i] = Math.max(widths[i], width(row.get(i)));
        for (String part : parts(row.get(i))) {
          parted[i] = Math.max(parted[i], width(part));
        }
      }
    }
    int[] natural = widths.clone();
    long room = (long) columns - (long) gap * Math.max(0, count - 1);
    narrow(widths, alignment, room, NAME);
    for (int widest = widestWithBounds(widths, parted, alignment);
        sum(widths) > room && widest >= 0;
        widest = widestWithBounds(widths, parted, alignment)) {
      widths[widest] = parted[widest];
    }
    narrow(widths, alignment, room, LEAST_NAME);
    // Broken names would not help where the numbers alone are too wide.
    return sum(widths) <= room ? widths : natural;
  }

  /** Makes the widest column of names narrower by one, again and again. */
  private static void narrow(int[] widths, List<Align> alignment, long room, int least) {
    while (sum(widths) > room) {
      int widest = -1;
      for (int i = 0; i < widths.length; i++) {
        if (alignment.get(i) == Align.LEFT
            && widths[i] > least
            && (widest < 0 || widths[i] > widths[widest])) {
          widest = i;
        }
      }
      if (widest < 0) {
        return;
      }
      widths[widest]--;
    }
  }

  private static int widestWithBounds(int[] widths, int[] parted, List<Align> alignment) {
    int widest = -1;
    for (int i = 0; i < widths.length; i++) {
      if (alignment.get(i) == Align.RIGHT
          && parted[i] < widths[i]
          && (widest < 0 || widths[i] > widths[widest])) {
        widest = i;
      }
    }
    return widest;
  }

  /** Returns a cell's lines, none of them wider than the column where the alignment allows it. */
  static List<String> wrap(String cell, Align align, int width) {
    if (width(cell) <= width) {
      return List.of(cell);
    }
    return align == Align.RIGHT ? parts(cell) : words(cell, width);
  }

  private static List<String> parts(String cell) {
    int at = cell.indexOf(BOUNDS);
    return at < 0 ? List.of(cell) : List.of(cell.substring(0, at), cell.substring(at + 1));
  }

  /** Breaks at spaces; a word wider than the column is broken anywhere. Indentation is kept. */
  private static List<String> words(String cell, int width) {
    String indent = " ".repeat(Math.min(width / 2, cell.length() - cell.stripLeading().length()));
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(indent);
    for (String word : cell.strip().split(" ", -1)) {
      boolean begun = line.length() > indent.length();
      if (begun && width(line) + 1 + width(word) > width) {
        lines.add(line.toString());
        line = new StringBuilder(indent);
        begun = false;
      }
      line.append(begun ? " " : "").append(word);
      while (width(line) > width) {
        int end = line.offsetByCodePoints(0, width);
        lines.add(line.substring(0, end));
        line = new StringBuilder(indent).append(line.substring(end));
      }
    }
    lines.add(line.toString());
    return lines;
  }

  static int width(CharSequence text) {
    return Character.codePointCount(text, 0, text.length());
  }

  private static long sum(int[] widths) {
    long sum = 0;
    for (int width : widths) {
      sum += width;
    }
    return sum;
  }
}
