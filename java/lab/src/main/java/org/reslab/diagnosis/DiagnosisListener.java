// SPDX-License-Identifier: Apache-2.0
package org.reslab.diagnosis;

import java.time.Duration;

/** Hears how a diagnosis goes, on the thread that runs it. */
public interface DiagnosisListener {
  /** Does nothing. */
  DiagnosisListener SILENT =
      new DiagnosisListener() {
        @Override
        public void started(int cells, int found, int jobs) {}

        @Override
        public void progress(int done, int cells, Duration eta) {}
      };

  /** The plan is sound, and the folder for the results is about to be opened. */
  default void opening() {}

  /**
   * The work begins.
   *
   * @param cells of the grid
   * @param found of them, done by an earlier call
   * @param jobs cells at a time
   */
  void started(int cells, int found, int jobs);

  /**
   * A cell is done.
   *
   * @param done cells, those of earlier calls included
   * @param eta what the rest will take
   */
  void progress(int done, int cells, Duration eta);
}
