// SPDX-License-Identifier: Apache-2.0
package org.reslab.text;

/**
 * Text for terminals: names and notes come from files of anybody, and must not command the terminal
 * or turn the order of what it shows.
 */
public final class Printable {
  private Printable() {}

  /**
   * Returns a text where control characters but the tab and the line feed, and those that turn the
   * direction of writing, are written as {@code \}{@code u001b}.
   */
  public static String text(String text) {
    return escaped(text, false);
  }

  /** Like {@link #text}, but for a text that is to stay on its line: tab and line feed, too. */
  public static String line(String text) {
    return escaped(text, true);
  }

  private static String escaped(String text, boolean all) {
    if (text.chars().noneMatch(c -> commands((char) c, all))) {
      return text;
    }
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      escaped.append(commands(c, all) ? "\\u%04x".formatted((int) c) : String.valueOf(c));
    }
    return escaped.toString();
  }

  private static boolean commands(char c, boolean all) {
    return (Character.isISOControl(c) && (all || (c != '\n' && c != '\t')))
        || (c >= '\u202a' && c <= '\u202e')
        || (c >= '\u2066' && c <= '\u2069');
  }
}
