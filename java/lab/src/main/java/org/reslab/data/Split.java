// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

/** What images are for. */
public enum Split {
  /** To learn from. */
  TRAIN("training"),
  /** To choose by: the best epoch, the end of the training. */
  VALIDATION("validation"),
  /** To report on. */
  TEST("test");

  private final String label;

  Split(String label) {
    this.label = label;
  }

  /** Returns the word for it in a sentence. */
  public String label() {
    return label;
  }
}
