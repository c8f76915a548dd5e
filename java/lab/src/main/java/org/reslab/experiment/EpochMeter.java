// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reslab.Evaluation;
import org.reslab.Precision;
import org.reslab.StepRecord;

/** Adds up the steps of one epoch. Times are in nanoseconds of {@link System#nanoTime()}. */
final class EpochMeter {
  private final long startedAt = System.nanoTime();
  private final boolean mayOverflow;
  private long steps;
  private long images;
  private double lossSum;
  private double gradNormSum;
  private long gradNorms;
  private double lr;
  private long lastStep;
  private long trainNanos;

  /**
   * Begins an epoch.
   *
   * @param precision that is trained in
   */
  EpochMeter(Precision precision) {
    mayOverflow = precision == Precision.FP16;
  }

  /**
   * Begins an epoch of which some steps were made before, by a process whose time does not count.
   */
  static EpochMeter after(StepSeries earlier, Precision precision) {
    EpochMeter meter = new EpochMeter(precision);
    for (int i = 0; i < earlier.size(); i++) {
      meter.steps++;
      meter.lossSum += earlier.loss()[i];
      meter.addGradNorm(earlier.gradNorm()[i]);
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
      addGradNorm(record.gradNorm());
      lr = record.lr();
      lastStep = record.step();
    }
    trainNanos += nanos;
  }

  /** In float16 the norm of a step whose update was skipped is not finite, and belongs to none. */
  private void addGradNorm(double value) {
    if (mayOverflow && !Double.isFinite(value)) {
      return;
    }
    gradNormSum += value;
    gradNorms++;
  }

  double imagesPerSecond() {
    return images / trainSeconds();
  }

  /**
   * Closes the epoch. Loss and gradient norm are plain means over the batches, as the notebook has
   * them; the gradient norm is NaN where every update was skipped.
   *
   * @param validation null without validation images
   */
  EpochResult finish(long epoch, Evaluation test, @Nullable Evaluation validation) {
    return new EpochResult(
        epoch,
        lastStep,
        lossSum / steps,
        test.loss(),
        test.accuracy(),
        validation == null ? null : validation.loss(),
        validation == null ? null : validation.accuracy(),
        gradNormSum / gradNorms,
        lr,
        (System.nanoTime() - startedAt) / 1e9,
        trainSeconds(),
        imagesPerSecond());
  }

  private double trainSeconds() {
    return trainNanos / 1e9;
  }
}
