// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import java.util.function.Consumer;

/**
 * How to train: stochastic gradient descent on the cross-entropy.
 *
 * @param epochs the length that the schedule is laid out for, and where training ends; at least 1
 * @param batch images a step, at least 1; the last batch of an epoch may be smaller, none is
 *     dropped
 * @param lr learning rate, before schedule and warm-up; at least 0
 * @param momentum in [0, 1)
 * @param weightDecay on every parameter, as {@code torch.optim.SGD}; at least 0
 * @param nesterov whether momentum is Nesterov's; it then must be more than 0
 * @param labelSmoothing in [0, 1)
 * @param schedule of the learning rate
 * @param warmupEpochs the rate rises linearly over these, on top of the schedule; 0 for none
 * @param shuffle a new order of the images every epoch, else the data set's
 * @param augment random crop of 32 after padding 4, and horizontal flip with probability 1/2
 * @param seed of batch order, augmentation and dropout; all 64 bits count, unsigned
 * @param memoryFormat how maps and weights lie in memory
 * @param execution how a CUDA device trains
 */
public record TrainingConfig(
    long epochs,
    long batch,
    double lr,
    double momentum,
    double weightDecay,
    boolean nesterov,
    double labelSmoothing,
    Schedule schedule,
    double warmupEpochs,
    boolean shuffle,
    boolean augment,
    long seed,
    MemoryFormat memoryFormat,
    Execution execution) {
  /**
   * Checks the values.
   *
   * @throws InvalidArgumentException if a value is out of range
   */
  public TrainingConfig {
    require(epochs >= 1, "epochs", epochs, "at least 1");
    require(batch >= 1, "batch", batch, "at least 1");
    require(lr >= 0 && Double.isFinite(lr), "lr", lr, "a learning rate of at least 0");
    require(momentum >= 0 && momentum < 1, "momentum", momentum, "at least 0 and less than 1");
    require(
        weightDecay >= 0 && Double.isFinite(weightDecay),
        "weight decay",
        weightDecay,
        "at least 0");
    require(
        !nesterov || momentum > 0, "momentum", momentum, "more than 0, since nesterov needs it");
    require(
        labelSmoothing >= 0 && labelSmoothing < 1,
        "label smoothing",
        labelSmoothing,
        "at least 0 and less than 1");
    require(
        warmupEpochs >= 0 && Double.isFinite(warmupEpochs),
        "warm-up epochs",
        warmupEpochs,
        "at least 0");
  }

  private static void require(boolean holds, String name, Object found, String expected) {
    if (!holds) {
      throw new InvalidArgumentException(name + " is " + found + ", expected " + expected);
    }
  }

  /**
   * Batch 128, learning rate 0.1 with {@link Schedule#stepsAt60And85}, momentum 0.9, weight decay
   * 5e-4, shuffled and augmented, seed 0, channels-last, {@link Execution#DEFAULT}.
   */
  public static TrainingConfig defaults(long epochs) {
    return new TrainingConfig(
        epochs,
        128,
        0.1,
        0.9,
        5e-4,
        false,
        0,
        Schedule.stepsAt60And85(epochs),
        0,
        true,
        true,
        0,
        MemoryFormat.CHANNELS_LAST,
        Execution.DEFAULT);
  }

  /** The same with another number of epochs. */
  public TrainingConfig withEpochs(long value) {
    return edited(draft -> draft.epochs = value);
  }

  /** The same with another batch size. */
  public TrainingConfig withBatch(long value) {
    return edited(draft -> draft.batch = value);
  }

  /** The same with another learning rate. */
  public TrainingConfig withLr(double value) {
    return edited(draft -> draft.lr = value);
  }

  /** The same with another momentum. */
  public TrainingConfig withMomentum(double value) {
    return edited(draft -> draft.momentum = value);
  }

  /** The same with another weight decay. */
  public TrainingConfig withWeightDecay(double value) {
    return edited(draft -> draft.weightDecay = value);
  }

  /** The same with or without Nesterov momentum. */
  public TrainingConfig withNesterov(boolean value) {
    return edited(draft -> draft.nesterov = value);
  }

  /** The same with another label smoothing. */
  public TrainingConfig withLabelSmoothing(double value) {
    return edited(draft -> draft.labelSmoothing = value);
  }

  /** The same with another schedule. */
  public TrainingConfig withSchedule(Schedule value) {
    return edited(draft -> draft.schedule = value);
  }

  /** The same with another warm-up. */
  public TrainingConfig withWarmupEpochs(double value) {
    return edited(draft -> draft.warmupEpochs = value);
  }

  /** The same with or without shuffling. */
  public TrainingConfig withShuffle(boolean value) {
    return edited(draft -> draft.shuffle = value);
  }

  /** The same with or without augmentation. */
  public TrainingConfig withAugment(boolean value) {
    return edited(draft -> draft.augment = value);
  }

  /** The same with another seed. */
  public TrainingConfig withSeed(long value) {
    return edited(draft -> draft.seed = value);
  }

  /** The same with another memory format. */
  public TrainingConfig withMemoryFormat(MemoryFormat value) {
    return edited(draft -> draft.memoryFormat = value);
  }

  /** The same with another way of training on a CUDA device. */
  public TrainingConfig withExecution(Execution value) {
    return edited(draft -> draft.execution = value);
  }

  private TrainingConfig edited(Consumer<Draft> edit) {
    Draft draft = new Draft(this);
    edit.accept(draft);
    return draft.config();
  }

  /** The values while one of them is changed. */
  private static final class Draft {
    long epochs;
    long batch;
    double lr;
    double momentum;
    double weightDecay;
    boolean nesterov;
    double labelSmoothing;
    Schedule schedule;
    double warmupEpochs;
    boolean shuffle;
    boolean augment;
    long seed;
    MemoryFormat memoryFormat;
    Execution execution;

    Draft(TrainingConfig config) {
      epochs = config.epochs;
      batch = config.batch;
      lr = config.lr;
      momentum = config.momentum;
      weightDecay = config.weightDecay;
      nesterov = config.nesterov;
      labelSmoothing = config.labelSmoothing;
      schedule = config.schedule;
      warmupEpochs = config.warmupEpochs;
      shuffle = config.shuffle;
      augment = config.augment;
      seed = config.seed;
      memoryFormat = config.memoryFormat;
      execution = config.execution;
    }

    TrainingConfig config() {
      return new TrainingConfig(
          epochs,
          batch,
          lr,
          momentum,
          weightDecay,
          nesterov,
          labelSmoothing,
          schedule,
          warmupEpochs,
          shuffle,
          augment,
          seed,
          memoryFormat,
          execution);
    }
  }
}
