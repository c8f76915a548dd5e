// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.export;

/** Receives the progress of an export, on the thread that runs it. */
@FunctionalInterface
public interface ExportListener {
  /**
   * Is called before each file.
   *
   * @param what the file
   * @param done files written
   * @param total files in all
   */
  void progress(String what, int done, int total);
}
