// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.time.Duration;
import java.util.List;
import org.reslab.StepRecord;
import org.reslab.TrainerInfo;

/**
 * Hears how an experiment goes, on the thread that runs it. A listener that throws ends the
 * experiment.
 */
public interface RunListener {
  /** Something that the user should know; nothing stops for it. */
  default void warning(String message) {}

  /**
   * An epoch of a run has been trained, and this is how its steps were made.
   *
   * @param cell the run
   */
  default void stepsDescribed(Cell cell, TrainerInfo info) {}

  /** A run begins. */
  default void runStarted(Cell cell, RunPlan plan) {}

  /** The run that has just started resumes after a step that an earlier process made. */
  default void runResumed(Cell cell, long step) {}

  /**
   * The first steps of the first run have been timed.
   *
   * @param total estimated wall time of the whole grid, evaluations included
   * @param runs runs of the grid
   */
  default void estimate(Duration total, int runs) {}

  /**
   * Steps are done; called a few times a second.
   *
   * @param steps those since the last call
   * @param imagesPerSecond training speed over the epoch so far
   * @param eta estimated time to the end of this run
   */
  default void steps(Cell cell, List<StepRecord> steps, double imagesPerSecond, Duration eta) {}

  /** An evaluation has come to {@code done} of {@code total} test images. */
  default void evaluating(Cell cell, long done, long total) {}

  /** An epoch is trained and evaluated. */
  default void epochFinished(Cell cell, EpochResult result) {}

  /** A run is over, whatever its status. */
  default void runFinished(Cell cell, RunResult result) {}
}
