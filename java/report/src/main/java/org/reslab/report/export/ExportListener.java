// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.export;

/** Hears how an export gets on, on the thread that runs it. */
@FunctionalInterface
public interface ExportListener {
  /**
   * Called before each part.
   *
   * @param what the part, for people
   * @param done parts done
   * @param total parts in all
   */
  void progress(String what, int done, int total);
}
