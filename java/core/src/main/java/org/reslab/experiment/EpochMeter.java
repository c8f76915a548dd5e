// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.util.List;
import org.reslab.Evaluation;
import org.reslab.StepRecord;

/** Adds up the steps of one epoch. Times are in nanoseconds of {@link System#nanoTime()}. */
final class EpochMeter {
  private final long startedAt = System.nanoTime();
  private long steps;
  private long images;
  private double lossSum;
  private double gradNormSum;
  private double lr;
  private long lastStep;
  private long trainNanos;

  /**
   * Begins an epoch of which some steps were made before, by a process whose time does not count.
   */
  static EpochMeter after(StepSeries earlier) {
    EpochMeter meter = new EpochMeter();
    for (int i = 0; i < earlier.size(); i++) {
      meter.steps++;
      meter.lossSum += earlier.loss()[i];
      meter.gradNormSum += earlier.gradNorm()[i];
      meter.lr = earlier.lr()[i];
      meter.lastStep = (long) earlier.step()[i];
    }
    return meter;
  }

  void add(List<StepRecord> records, long nanos) {
    for (StepRecord record : records) {
      steps++;
      images += record.images();
      lossSum += record.loss();
      gradNormSum += record.gradNorm();
      lr = record.lr();
      lastStep = record.step();
    }
    trainNanos += nanos;
  }

  double imagesPerSecond() {
    return images / trainSeconds();
  }

  /**
   * Closes the epoch. Loss and gradient norm are plain means over the batches, as the notebook has
   * them.
   */
  EpochResult finish(long epoch, Evaluation test) {
    return new EpochResult(
        epoch,
        lastStep,
        lossSum / steps,
        test.loss(),
        test.accuracy(),
        gradNormSum / steps,
        lr,
        (System.nanoTime() - startedAt) / 1e9,
        trainSeconds(),
        imagesPerSecond());
  }

  private double trainSeconds() {
    return trainNanos / 1e9;
  }
}
