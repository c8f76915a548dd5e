// SPDX-License-Identifier: Apache-2.0
package org.reslab.report;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Breaks lines of text at the width of a screen, between words. */
public final class Prose {
  /**
   * What stands before the text that continues: an indentation, and a label with a gap after it.
   */
  private static final Pattern LABEL = Pattern.compile("^( *)(?:\\S+(?: \\S+)* {2,}){0,2}(?=\\S)");

  /** Gaps of a line that is a row of a table. */
  private static final Pattern GAP = Pattern.compile("(?<=\\S) {2,}(?=\\S)");

  private static final int MOST_GAPS = 2;

  private static final Pattern COLOUR = Pattern.compile("\u001B\\[[0-9;]*m");

  private Prose() {}

  /**
   * Returns a text whose lines have at most so many characters, where words and numbers leave a
   * choice: they are not broken, and neither is an interval. What continues a line stands below its
   * beginning, or below what follows the labels that it begins with. Rows of tables stay as they
   * are.
   *
   * @param columns at least 1; colours take none
   */
  public static String fit(String text, int columns) {
    if (text.length() <= columns) {
      return text; // whatever its lines
    }
    List<String> lines = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      if (width(line) <= columns || GAP.matcher(line).results().count() > MOST_GAPS) {
        lines.add(line);
      } else {
        wrap(line, columns, lines);
      }
    }
    return String.join("\n", lines);
  }

  private static void wrap(String line, int columns, List<String> lines) {
    Matcher label = LABEL.matcher(line);
    int prefix = label.find() ? label.end() : 0;
    if (width(line.substring(0, prefix)) > columns * 3 / 5) {
      prefix = label.end(1); // a label that leaves no room for its text
    }
    String indent = " ".repeat(width(line.substring(0, prefix)));
    StringBuilder current = new StringBuilder(line.substring(0, prefix));
    boolean begun = false;
    for (String word : words(line.substring(prefix))) {
      if (begun && width(current) + 1 + width(word) > columns) {
        lines.add(current.toString().stripTrailing());
        current = new StringBuilder(indent);
        begun = false;
      }
      current.append(begun ? " " : "").append(word);
      begun = true;
    }
    lines.add(current.toString());
  }

  /** Returns the words of a text; an interval is one, and so is a number with its percent sign. */
  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    boolean open = false;
    for (String word : text.stripTrailing().split(" ", -1)) {
      if (!words.isEmpty() && (open || word.startsWith("%"))) {
        words.set(words.size() - 1, words.getLast() + " " + word);
      } else {
        words.add(word);
      }
      open = open ? !word.contains("]") : word.matches("\\[-?[0-9.e+-]+,");
    }
    return words;
  }

  private static int width(CharSequence text) {
    String shown = COLOUR.matcher(text).replaceAll("");
    return shown.codePointCount(0, shown.length());
  }
}
