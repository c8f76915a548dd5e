// SPDX-License-Identifier: Apache-2.0
package org.reslab.report;

import org.reslab.health.Status;

/** How a word stands out on a terminal with colours. What it says must be in the word already. */
public enum Ink {
  /** As all text. */
  PLAIN(""),
  /** The best of a column. */
  BEST("1"),
  /** As it should be. */
  GOOD("32"),
  /** Worth a look. */
  DOUBTFUL("33"),
  /** Wrong. */
  BAD("1;31");

  private final String code;

  Ink(String code) {
    this.code = code;
  }

  /** Returns how a verdict is printed. */
  public static Ink of(Status status) {
    return switch (status) {
      case INFO -> PLAIN;
      case PASS -> GOOD;
      case BORDERLINE, UNDEFINED, WARN -> DOUBTFUL;
      case FAIL -> BAD;
    };
  }

  /**
   * Returns the text between escape sequences of ECMA-48, whose escape character a seal follows.
   */
  String around(String text, String seal) {
    String escape = "\u001B" + seal + "[";
    return this == PLAIN || text.isEmpty() ? text : escape + code + "m" + text + escape + "m";
  }
}
