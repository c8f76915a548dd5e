// SPDX-License-Identifier: Apache-2.0
package org.reslab;

/** The text of a block or a net does not parse. */
public abstract sealed class SpecSyntaxException extends InvalidArgumentException
    permits BlockSyntaxException, NetSyntaxException {
  private static final long serialVersionUID = 1L;

  /** The text that was parsed. */
  private final String text;

  /** Where parsing stopped, 1-based. */
  private final int column;

  SpecSyntaxException(String message, String text, int column) {
    super(message);
    this.text = text;
    this.column = column;
  }

  /** The text that was parsed; where a user's definition was expanded, the expansion. */
  public final String text() {
    return text;
  }

  /** 1-based column in {@link #text()} where parsing stopped. */
  public final int column() {
    return column;
  }
}
