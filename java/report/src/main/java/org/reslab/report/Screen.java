// SPDX-License-Identifier: Apache-2.0
package org.reslab.report;

/**
 * What a report is printed on.
 *
 * @param columns characters that a line should have at most
 * @param colours whether escape sequences are shown as colours
 */
public record Screen(int columns, boolean colours) {
  /** A file or a pipe: lines of any length, no colours. */
  public static final Screen PLAIN = new Screen(Integer.MAX_VALUE, false);

  /** Returns a text whose lines fit; see {@link Prose#fit}. */
  public String fit(String text) {
    return Prose.fit(text, columns);
  }

  /** Returns the part of the screen right of an indentation. */
  public Screen indented(int spaces) {
    return new Screen(columns - spaces, colours);
  }

  /** Returns the text as it is to be printed. */
  public String paint(Ink ink, String text) {
    return colours ? ink.around(text) : text;
  }
}
