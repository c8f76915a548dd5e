// SPDX-License-Identifier: Apache-2.0
package org.reslab;

/** A text in the block language does not parse. */
public final class BlockSyntaxException extends InvalidArgumentException {
  private static final long serialVersionUID = 1L;

  /** The text that was parsed. */
  private final String text;

  /** Where parsing stopped, 1-based. */
  private final int column;

  /**
   * Makes the exception with its message.
   *
   * @param message what was expected at the column and what was found
   * @param text the text that was parsed
   * @param column 1-based column in {@code text} where parsing stopped
   */
  public BlockSyntaxException(String message, String text, int column) {
    super(message);
    this.text = text;
    this.column = column;
  }

  /** The text that was parsed; where a user's definition was expanded, the expansion. */
  public String text() {
    return text;
  }

  /** 1-based column in {@link #text()} where parsing stopped. */
  public int column() {
    return column;
  }
}
