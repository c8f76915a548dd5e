// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.time.Duration;
import java.util.List;

/**
 * Estimates wall times from a few steps: time per image grows with the MACs of the network, and
 * evaluating an image costs a third of training on it (a forward pass without the two backward
 * ones).
 */
final class TimeEstimate {
  /** Time to evaluate an image over time to train on it. */
  static final double EVALUATION_SHARE = 1.0 / 3;

  private TimeEstimate() {}

  /**
   * What one cell has to do.
   *
   * @param macs of its network per image
   * @param trainImages training images in all, epochs multiplied out
   * @param testImages test images in all
   */
  record Work(long macs, long trainImages, long testImages) {
    double cost() {
      return macs * (trainImages + EVALUATION_SHARE * testImages);
    }
  }

  /**
   * Returns the time of all cells.
   *
   * @param measured the cell that was measured; its {@code macs} set the scale
   * @param secondsPerImage of training it
   */
  static Duration of(List<Work> cells, Work measured, double secondsPerImage) {
    double cost = cells.stream().mapToDouble(Work::cost).sum();
    return ofSeconds(cost / measured.macs() * secondsPerImage);
  }

  static Duration ofSeconds(double seconds) {
    return Double.isFinite(seconds) ? Duration.ofMillis(Math.round(seconds * 1000)) : Duration.ZERO;
  }
}
