// SPDX-License-Identifier: Apache-2.0
package org.reslab.report;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Breaks lines of text at the width of a screen, between words. */
public final class Prose {
  /**
   * What stands before the text that continues: an indentation, and a label with a gap after it.
   */
  private static final Pattern LABEL = Pattern.compile("^( *)(?:\\S+(?: \\S+)* {2,}){0,2}(?=\\S)");

  /** Between parts of a line; more than two make a row of figures, which has no label. */
  private static final Pattern GAP = Pattern.compile("(?<=\\S) {2,}(?=\\S)");

  private static final int MOST_LABELS = 2;
  private static final int FIGURES_INDENT = 2;

  /** A word with the spaces before it. */
  private static final Pattern WORD = Pattern.compile(" *\\S+");

  private static final Pattern COLOUR = Pattern.compile("\u001B[0-9a-f]*\\[[0-9;]*m");

  private Prose() {}

  /**
   * Returns a text whose lines have at most so many characters, where words and numbers leave a
   * choice: they are not broken, and neither is an interval. What continues a line stands below its
   * beginning, a row of figures' further right, or below what follows the labels that it begins
   * with. Spaces stay as many as they are, except where a line is broken.
   *
   * @param columns at least 1; colours take none
   */
  public static String fit(String text, int columns) {
    if (text.length() <= columns) {
      return text; // whatever its lines
    }
    List<String> lines = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      if (width(line) <= columns) {
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
    boolean figures = GAP.matcher(line).results().count() > MOST_LABELS;
    if (figures
        || width(line.substring(0, prefix)) > columns * 3 / 5
        || prefix + widest(line.substring(prefix)) > columns) {
      prefix = label.end(1); // there is no label, or it leaves no room for its text
    }
    String indent = " ".repeat(width(line.substring(0, prefix)) + (figures ? FIGURES_INDENT : 0));
    String current = line.substring(0, prefix);
    boolean begun = false;
    for (String word : words(line.substring(prefix))) {
      if (begun && width(current) + width(word) > columns) {
        lines.add(current);
        current = indent;
        begun = false;
      }
      current += begun ? word : word.stripLeading();
      begun = true;
    }
    lines.add(current);
  }

  /**
   * Returns the words of a text, each with the spaces before it; an interval is one, and so is a
   * number with its percent sign.
   */
  static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    boolean open = false;
    for (String word : WORD.matcher(text).results().map(MatchResult::group).toList()) {
      if (!words.isEmpty() && (open || word.startsWith(" %"))) {
        words.set(words.size() - 1, words.getLast() + word);
      } else {
        words.add(word);
      }
      open = open ? !word.contains("]") : word.matches(" *\\[[-+]?[0-9.][^\\]]*,");
    }
    return words;
  }

  private static int widest(String text) {
    return words(text).stream().mapToInt(word -> width(word.stripLeading())).max().orElse(0);
  }

  private static int width(CharSequence text) {
    String shown = COLOUR.matcher(text).replaceAll("");
    return shown.codePointCount(0, shown.length());
  }
}
