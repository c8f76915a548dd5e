// SPDX-License-Identifier: Apache-2.0
package org.reslab.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.reslab.report.TextTable.Align;

/**
 * Finds how wide columns may be, and breaks cells that are wider: between words and nowhere else.
 */
final class TableFit {
  /** Names keep this width while intervals can still move below their estimates. */
  private static final int NAME = 24;

  /** Text is not made narrower than this for the sake of others. */
  private static final int LEAST_TEXT = 10;

  /**
   * Before the bounds of an interval, and nowhere else, may a number and what follows be parted.
   */
  private static final String BOUNDS = " [";

  private TableFit() {}

  /**
   * Returns the columns of each of the tables that a table is parted into, which is one where it
   * fits. The first columns, by which a reader knows the rows, begin each of them. There are none
   * where a column is too wide to be next to the first.
   *
   * @param rows the header's first
   * @param columns characters of a line
   */
  static List<List<Integer>> parts(
      List<List<String>> rows, List<Align> alignment, int columns, int gap) {
    int count = alignment.size();
    int[] least = least(rows, alignment);
    List<Integer> all = IntStream.range(0, count).boxed().toList();
    if (count < 2 || sum(least) + (long) gap * (count - 1) <= columns) {
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
      if (taken + gap + least[i] > columns) {
        return List.of();
      }
      if (width + gap + least[i] > columns) {
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

  /** Returns the least width of each column, below which words or numbers would be broken. */
  private static int[] least(List<List<String>> rows, List<Align> alignment) {
    int[] least = new int[alignment.size()];
    for (int i = 0; i < least.length; i++) {
      for (List<String> row : rows) {
        least[i] = Math.max(least[i], least(row.get(i), alignment.get(i)));
      }
    }
    return least;
  }

  /** Returns the least width of a cell. */
  static int least(String cell, Align align) {
    if (align == Align.RIGHT) {
      return widest(parts(cell));
    }
    int words =
        indentation(cell).length()
            + widest(Prose.words(cell.strip()).stream().map(String::strip).toList());
    return Math.max(words, Math.min(width(cell), LEAST_TEXT));
  }

  /**
   * Returns the width of each column.
   *
   * @param rows the header's first
   * @param columns characters of a line; exceeded where words and numbers leave no choice
   */
  static int[] widths(List<List<String>> rows, List<Align> alignment, int columns, int gap) {
    int count = alignment.size();
    int[] widths = new int[count];
    for (int i = 0; i < count; i++) {
      for (List<String> row : rows) {
        widths[i] = Math.max(widths[i], width(row.get(i)));
      }
    }
    int[] least = least(rows, alignment);
    long room = (long) columns - (long) gap * Math.max(0, count - 1);
    narrow(widths, alignment, room, Arrays.stream(least).map(it -> Math.max(it, NAME)).toArray());
    for (int widest = widestWithBounds(widths, least, alignment);
        sum(widths) > room && widest >= 0;
        widest = widestWithBounds(widths, least, alignment)) {
      widths[widest] = least[widest];
    }
    narrow(widths, alignment, room, least);
    return widths;
  }

  /** Makes the widest column of names narrower by one, again and again. */
  private static void narrow(int[] widths, List<Align> alignment, long room, int[] least) {
    while (sum(widths) > room) {
      int widest = -1;
      for (int i = 0; i < widths.length; i++) {
        if (alignment.get(i) == Align.LEFT
            && widths[i] > least[i]
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

  /** Returns a cell's lines, none of them wider than the column where its words allow it. */
  static List<String> wrap(String cell, Align align, int width) {
    if (width(cell) <= width) {
      return List.of(cell);
    }
    return align == Align.RIGHT ? parts(cell) : lines(cell, width);
  }

  private static List<String> parts(String cell) {
    int at = cell.indexOf(BOUNDS);
    return at < 0 ? List.of(cell) : List.of(cell.substring(0, at), cell.substring(at + 1));
  }

  /** Breaks between words; each line has the cell's indentation. */
  private static List<String> lines(String cell, int width) {
    String indent = indentation(cell);
    List<String> lines = new ArrayList<>();
    String line = "";
    for (String word : Prose.words(cell.strip())) {
      if (line.isEmpty()) {
        line = indent + word;
      } else if (width(line) + width(word) <= width) {
        line += word;
      } else {
        lines.add(line);
        line = indent + word.stripLeading();
      }
    }
    lines.add(line);
    return lines;
  }

  private static String indentation(String cell) {
    return " ".repeat(cell.length() - cell.stripLeading().length());
  }

  private static int widest(List<String> texts) {
    return texts.stream().mapToInt(TableFit::width).max().orElse(0);
  }

  static int width(CharSequence text) {
    return Character.codePointCount(text, 0, text.length());
  }

  private static long sum(int[] widths) {
    return Arrays.stream(widths).asLongStream().sum();
  }
}
