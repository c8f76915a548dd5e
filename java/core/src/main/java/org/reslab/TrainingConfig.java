// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import java.util.List;
import org.reslab.internal.Codes;
import org.reslab.internal.TrainerArguments;

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
    long seed) {
  /**
   * Checks the values.
   *
   * @throws InvalidArgumentException where a value is out of range
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
   * 5e-4, shuffled and augmented, seed 0.
   */
  public static TrainingConfig defaults(long epochs) {
    return new TrainingConfig(
        epochs, 128, 0.1, 0.9, 5e-4, false, 0, Schedule.stepsAt60And85(epochs), 0, true, true, 0);
  }

  /** The same with another number of epochs. */
  public TrainingConfig withEpochs(long value) {
    return new TrainingConfig(
        value,
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
        seed);
  }

  /** The same with another batch size. */
  public TrainingConfig withBatch(long value) {
    return new TrainingConfig(
        epochs,
        value,
        lr,
        momentum,
        weightDecay,
        nesterov,
        labelSmoothing,
        schedule,
        warmupEpochs,
        shuffle,
        augment,
        seed);
  }

  /** The same with another learning rate. */
  public TrainingConfig withLr(double value) {
    return new TrainingConfig(
        epochs,
        batch,
        value,
        momentum,
        weightDecay,
        nesterov,
        labelSmoothing,
        schedule,
        warmupEpochs,
        shuffle,
        augment,
        seed);
  }

  /** The same with another momentum. */
  public TrainingConfig withMomentum(double value) {
    return new TrainingConfig(
        epochs,
        batch,
        lr,
        value,
        weightDecay,
        nesterov,
        labelSmoothing,
        schedule,
        warmupEpochs,
        shuffle,
        augment,
        seed);
  }

  /** The same with another weight decay. */
  public TrainingConfig withWeightDecay(double value) {
    return new TrainingConfig(
        epochs,
        batch,
        lr,
        momentum,
        value,
        nesterov,
        labelSmoothing,
        schedule,
        warmupEpochs,
        shuffle,
        augment,
        seed);
  }

  /** The same with or without Nesterov momentum. */
  public TrainingConfig withNesterov(boolean value) {
    return new TrainingConfig(
        epochs,
        batch,
        lr,
        momentum,
        weightDecay,
        value,
        labelSmoothing,
        schedule,
        warmupEpochs,
        shuffle,
        augment,
        seed);
  }

  /** The same with another label smoothing. */
  public TrainingConfig withLabelSmoothing(double value) {
    return new TrainingConfig(
        epochs,
        batch,
        lr,
        momentum,
        weightDecay,
        nesterov,
        value,
        schedule,
        warmupEpochs,
        shuffle,
        augment,
        seed);
  }

  /** The same with another schedule. */
  public TrainingConfig withSchedule(Schedule value) {
    return new TrainingConfig(
        epochs,
        batch,
        lr,
        momentum,
        weightDecay,
        nesterov,
        labelSmoothing,
        value,
        warmupEpochs,
        shuffle,
        augment,
        seed);
  }

  /** The same with another warm-up. */
  public TrainingConfig withWarmupEpochs(double value) {
    return new TrainingConfig(
        epochs,
        batch,
        lr,
        momentum,
        weightDecay,
        nesterov,
        labelSmoothing,
        schedule,
        value,
        shuffle,
        augment,
        seed);
  }

  /** The same with or without shuffling. */
  public TrainingConfig withShuffle(boolean value) {
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
        value,
        augment,
        seed);
  }

  /** The same with or without augmentation. */
  public TrainingConfig withAugment(boolean value) {
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
        value,
        seed);
  }

  /** The same with another seed. */
  public TrainingConfig withSeed(long value) {
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
        value);
  }

  TrainerArguments toArguments() {
    return switch (schedule) {
      case Schedule.Constant _ -> toArguments(Codes.scheduleConstant(), List.of(), 1);
      case Schedule.Cosine _ -> toArguments(Codes.scheduleCosine(), List.of(), 1);
      case Schedule.MultiStep(List<Long> milestones, double gamma) ->
          toArguments(Codes.scheduleMultiStep(), milestones, gamma);
    };
  }

  private TrainerArguments toArguments(int kind, List<Long> milestones, double gamma) {
    return new TrainerArguments(
        epochs,
        batch,
        lr,
        momentum,
        weightDecay,
        nesterov,
        labelSmoothing,
        kind,
        milestones,
        gamma,
        warmupEpochs,
        shuffle,
        augment,
        seed);
  }
}
