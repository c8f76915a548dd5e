// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.time.Duration;
import java.util.List;
import org.reslab.StepRecord;
import org.reslab.TrainerInfo;
import org.reslab.data.FetchProgress;

/**
 * Hears how an experiment goes, on the thread that runs it. A listener that throws ends the
 * experiment.
 */
public interface ExperimentListener {
  /** Something that the user should know; nothing stops for it. */
  default void warning(String message) {}

  /**
   * An epoch of a cell has been trained, and this is how its steps were made.
   *
   * @param cell the one whose epoch it is
   */
  default void stepsDescribed(Cell cell, TrainerInfo info) {}

  /** Returns who hears how the data set is made ready, before the first cell begins. */
  default FetchProgress preparing() {
    return FetchProgress.NONE;
  }

  /** A cell begins. */
  default void cellStarted(Cell cell, CellPlan plan) {}

  /** The cell that has just started resumes after a step that an earlier process made. */
  default void cellResumed(Cell cell, long step) {}

  /**
   * The first steps of the first cell have been timed.
   *
   * @param total estimated wall time of the whole grid, evaluations included
   * @param cells number of cells in the grid
   */
  default void estimate(Duration total, int cells) {}

  /**
   * Steps are done; called a few times a second.
   *
   * @param steps those since the last call
   * @param imagesPerSecond training speed over the epoch so far
   * @param eta estimated time to the end of this cell
   */
  default void steps(Cell cell, List<StepRecord> steps, double imagesPerSecond, Duration eta) {}

  /**
   * An evaluation has come to {@code done} of {@code total} images, those of validation and test.
   */
  default void evaluating(Cell cell, long done, long total) {}

  /** An epoch is trained and evaluated. */
  default void epochFinished(Cell cell, EpochResult result) {}

  /** A cell is over, whatever its status. */
  default void cellFinished(Cell cell, CellResult result) {}
}
