// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.util.List;
import org.reslab.Device;
import org.reslab.Fixture;

/** Experiments that train for milliseconds on real images. */
final class SmallRuns {
  private SmallRuns() {}

  /**
   * One small network. One thread, since several that wait for each other's share of so small an
   * operation are slow on a busy machine.
   */
  static ExperimentBuilder base() {
    return Experiment.builder()
        .blocks(List.of("basic"))
        .width(4)
        .layers(List.of(1L, 1L, 1L))
        .dataDir(Fixture.cifarFolder())
        .testSubset(50L)
        .device(Device.CPU)
        .threads(1);
  }

  /** Two runs of two epochs of five steps. */
  static ExperimentBuilder interruptible() {
    return base()
        .blocks(List.of("plain", "basic"))
        .subset(80L)
        .training(t -> t.batch(16).epochs(2))
        .milestones(List.of(1L))
        .diagnoseEvery(1L)
        .keepEpochs(1);
  }
}
