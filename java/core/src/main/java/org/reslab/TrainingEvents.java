// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.reslab.jfr.DataStallEvent;
import org.reslab.jfr.EpochEvent;
import org.reslab.jfr.TrainingStepEvent;

/** Tells flight recordings what one trainer does. */
final class TrainingEvents {
  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private final String net;
  private final String block;
  private Sum sum = new Sum();

  /** The steps of an epoch so far. They add up without a recording too: one may begin within. */
  private static final class Sum {
    private long steps;
    private long images;
    private double loss;
    private double gradNorm;
    private double seconds;
    private double waitSeconds;
    private long epoch;
    private long lastStep;

    void add(StepRecord step) {
      steps++;
      images += step.images();
      loss += step.loss();
      gradNorm += step.gradNorm();
      seconds += step.seconds();
      waitSeconds += step.waitSeconds();
      epoch = step.epoch();
      lastStep = step.step();
    }
  }

  TrainingEvents(NetworkSpec spec) {
    net = spec.net();
    block = spec.block().name();
  }

  /** Steps were made, none of them beyond the end of an epoch. */
  void steps(List<StepRecord> steps) {
    for (StepRecord step : steps) {
      sum.add(step);
      step(step);
      stall(step);
    }
  }

  /** An epoch is complete; without a step in it that is nothing new. */
  void epochFinished() {
    EpochEvent event = new EpochEvent();
    if (sum.steps > 0 && event.isEnabled()) {
      event.net = net;
      event.block = block;
      event.epoch = sum.epoch;
      event.step = sum.lastStep;
      event.steps = sum.steps;
      event.images = sum.images;
      event.loss = sum.loss / sum.steps;
      event.gradNorm = sum.gradNorm / sum.steps;
      event.trainTime = nanos(sum.seconds);
      event.waitTime = nanos(sum.waitSeconds);
      event.waitShare = sum.waitSeconds / sum.seconds;
      event.commit();
    }
    reset();
  }

  /** Forgets the epoch so far: the next step does not follow the last one. */
  void reset() {
    sum = new Sum();
  }

  private void step(StepRecord step) {
    TrainingStepEvent event = new TrainingStepEvent();
    if (event.isEnabled()) {
      event.net = net;
      event.block = block;
      event.epoch = step.epoch();
      event.step = step.step();
      event.images = step.images();
      event.loss = step.loss();
      event.gradNorm = step.gradNorm();
      event.learningRate = step.lr();
      event.stepTime = nanos(step.seconds());
      event.waitTime = nanos(step.waitSeconds());
      event.commit();
    }
  }

  private void stall(StepRecord step) {
    DataStallEvent event = new DataStallEvent();
    if (event.isEnabled()) {
      event.net = net;
      event.block = block;
      event.epoch = step.epoch();
      event.step = step.step();
      event.waitTime = nanos(step.waitSeconds());
      event.waitShare = step.waitShare();
      // Written only where the share is above the recording's setting.
      event.commit();
    }
  }

  private static long nanos(double seconds) {
    return Math.round(seconds * NANOS_PER_SECOND);
  }
}
