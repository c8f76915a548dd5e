// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import org.reslab.CancelFlag;
import org.reslab.Dataset;
import org.reslab.MemorySession;
import org.reslab.data.FetchProgress;

/** The images that networks are reported on. */
public final class TestImages {
  private TestImages() {}

  /**
   * Opens the test images of an experiment, as many as its {@code test_subset} says.
   *
   * @param setting that says how many, for messages
   * @throws org.reslab.data.DatasetMissingException if the data set is not there
   * @throws org.reslab.InvalidArgumentException if it has fewer images than are asked for
   */
  public static Dataset open(
      MemorySession session,
      Experiment experiment,
      String setting,
      FetchProgress progress,
      CancelFlag cancel) {
    return ExperimentData.test(session, experiment, setting, progress, cancel);
  }
}
