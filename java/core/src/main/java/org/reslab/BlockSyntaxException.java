// SPDX-License-Identifier: Apache-2.0
package org.reslab;

/** A text in the block language does not parse. */
public final class BlockSyntaxException extends SpecSyntaxException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception with its message.
   *
   * @param message what was expected at the column and what was found
   * @param text the text that was parsed
   * @param column 1-based column in {@code text} where parsing stopped
   */
  public BlockSyntaxException(String message, String text, int column) {
    super(message, text, column);
  }
}
