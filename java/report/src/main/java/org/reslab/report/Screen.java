// SPDX-License-Identifier: Apache-2.0
package org.reslab.report;

/**
 * What a report is printed on.
 *
 * @param columns characters that a line should have at most
 * @param colours whether escape sequences are shown as colours
 * @param seal hexadecimal digits that follow the escape character of each sequence, so that the
 *     printer of a report distinguishes its colours from those in a name, and removes the seal;
 *     empty where the sequences are to be as a terminal takes them
 */
public record Screen(int columns, boolean colours, String seal) {
  /** A file or a pipe: lines of any length, no colours. */
  public static final Screen PLAIN = new Screen(Integer.MAX_VALUE, false);

  /** Makes a screen whose colours are as a terminal takes them. */
  public Screen(int columns, boolean colours) {
    this(columns, colours, "");
  }

  /** Returns the same with another seal. */
  public Screen sealed(String other) {
    return new Screen(columns, colours, other);
  }

  /** Returns a text whose lines fit; see {@link Prose#fit}. */
  public String fit(String text) {
    return Prose.fit(text, columns);
  }

  /** Returns the part of the screen right of an indentation. */
  public Screen indented(int spaces) {
    return new Screen(columns - spaces, colours, seal);
  }

  /** Returns the text as it is to be printed. */
  public String paint(Ink ink, String text) {
    return colours ? ink.around(text, seal) : text;
  }
}
