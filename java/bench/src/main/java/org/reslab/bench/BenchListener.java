// SPDX-License-Identifier: Apache-2.0
package org.reslab.bench;

/** Hears how far a benchmark has come, on the thread that runs it. */
@FunctionalInterface
public interface BenchListener {
  /**
   * Hears what is done next.
   *
   * @param text one line for the user
   */
  void progress(String text);
}
