// SPDX-License-Identifier: Apache-2.0
package org.reslab;

/** Hears how far an evaluation has come, on the thread that evaluates. */
@FunctionalInterface
public interface EvaluationListener {
  /**
   * Called after each portion of a few batches.
   *
   * @param done images evaluated so far
   * @param total images to evaluate
   */
  void progress(long done, long total);
}
