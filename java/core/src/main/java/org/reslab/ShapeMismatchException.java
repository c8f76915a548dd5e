// SPDX-License-Identifier: Apache-2.0
package org.reslab;

/** Tensor shapes do not fit: at the merge of a block, or between a checkpoint and a network. */
public final class ShapeMismatchException extends ReslabException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception with its message.
   *
   * @param message what failed
   */
  public ShapeMismatchException(String message) {
    super(message);
  }
}
