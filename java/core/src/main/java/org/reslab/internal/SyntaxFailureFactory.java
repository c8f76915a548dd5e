// SPDX-License-Identifier: Apache-2.0
package org.reslab.internal;

/** Makes the exception of a text in the block language that does not parse. */
@FunctionalInterface
public interface SyntaxFailureFactory {
  /**
   * Makes the exception.
   *
   * @param column 1-based byte column where parsing stopped
   */
  RuntimeException create(String message, int column);
}
