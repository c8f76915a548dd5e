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

  /** Returns the text between escape sequences of ECMA-48. */
  String around(String text) {
    return this == PLAIN || text.isEmpty() ? text : "\u001B[" + code + "m" + text + "\u001B[m";
  }
}
