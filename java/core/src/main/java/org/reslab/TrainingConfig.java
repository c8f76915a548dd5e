// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import static org.reslab.InvalidArgumentException.require;

import org.jspecify.annotations.Nullable;

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
 * @param freeze parts of the network that do not learn, separated by spaces; empty for none. A part
 *     is named by the name of a layer or what it begins with: {@code stem}, {@code stage2}, {@code
 *     stage2.0.conv1}, {@code head}. Its parameters and its batch statistics keep their bits
 * @param lrScale factors on the learning rate of parts, separated by spaces, for example {@code
 *     stem=0.1 head=10}; empty for none. Where two hold a parameter the longer name counts
 * @param labelSmoothing in [0, 1)
 * @param schedule of the learning rate
 * @param warmupEpochs the rate rises linearly over these, on top of the schedule; 0 for none
 * @param shuffle a new order of the images every epoch, else the data set's
 * @param augmentation the random variation of the images of a batch
 * @param seed of batch order, augmentation and dropout; all 64 bits count, unsigned
 * @param memoryFormat how maps and weights lie in memory
 * @param deterministic whether a CUDA device may use only algorithms that give the same bits each
 *     time, so that a run can be repeated and resumed bit for bit; without it cuDNN takes the
 *     fastest ones that it measures. A CPU always repeats itself
 * @param stepMode how a CUDA device is given its steps
 * @param dataPlacement where the data set is kept while a CUDA device trains
 */
public record TrainingConfig(
    long epochs,
    long batch,
    double lr,
    double momentum,
    double weightDecay,
    boolean nesterov,
    String freeze,
    String lrScale,
    double labelSmoothing,
    Schedule schedule,
    double warmupEpochs,
    boolean shuffle,
    Augmentation augmentation,
    long seed,
    MemoryFormat memoryFormat,
    boolean deterministic,
    StepMode stepMode,
    DataPlacement dataPlacement) {
  /**
   * Checks the values.
   *
   * @throws InvalidArgumentException if a value is out of range
   */
  public TrainingConfig {
    require(epochs >= 1, "epochs", epochs, "at least 1");
    require(batch >= 1, "batch", batch, "at least 1");
    require(lr >= 0 && lr <= Float.MAX_VALUE, "lr", lr, "a learning rate of 0 to 3.4e38");
    require(momentum >= 0 && momentum < 1, "momentum", momentum, "at least 0 and less than 1");
    require(
        weightDecay >= 0 && weightDecay <= Float.MAX_VALUE,
        "weight_decay",
        weightDecay,
        "0 to 3.4e38");
    require(
        !nesterov || momentum > 0, "momentum", momentum, "more than 0, since nesterov needs it");
    require(
        labelSmoothing >= 0 && labelSmoothing < 1,
        "label_smoothing",
        labelSmoothing,
        "at least 0 and less than 1");
    require(
        warmupEpochs >= 0 && Double.isFinite(warmupEpochs),
        "warmup_epochs",
        warmupEpochs,
        "at least 0");
  }

  /** Returns the configuration of {@link #builder} with nothing else set. */
  public static TrainingConfig defaults(long epochs) {
    return builder(epochs).build();
  }

  /**
   * Returns a builder with batch 128, learning rate 0.1 with {@link Schedule#stepsAt60And85},
   * momentum 0.9, weight decay 5e-4, shuffled and augmented, seed 0, channels-last, and on a CUDA
   * device whatever is fastest.
   */
  public static Builder builder(long epochs) {
    return new Builder(epochs);
  }

  /** Returns a builder that starts with these values. */
  public Builder toBuilder() {
    return new Builder(epochs)
        .batch(batch)
        .lr(lr)
        .momentum(momentum)
        .weightDecay(weightDecay)
        .nesterov(nesterov)
        .freeze(freeze)
        .lrScale(lrScale)
        .labelSmoothing(labelSmoothing)
        .schedule(schedule)
        .warmupEpochs(warmupEpochs)
        .shuffle(shuffle)
        .augmentation(augmentation)
        .seed(seed)
        .memoryFormat(memoryFormat)
        .deterministic(deterministic)
        .stepMode(stepMode)
        .dataPlacement(dataPlacement);
  }

  /** Collects a {@link TrainingConfig}; {@link #build} checks the values. Not thread-safe. */
  public static final class Builder {
    private long epochs;
    private long batch = 128;
    private double lr = 0.1;
    private double momentum = 0.9;
    private double weightDecay = 5e-4;
    private boolean nesterov;
    private String freeze = "";
    private String lrScale = "";
    private double labelSmoothing;
    private @Nullable Schedule schedule;
    private double warmupEpochs;
    private boolean shuffle = true;
    private Augmentation augmentation = Augmentation.STANDARD;
    private long seed;
    private MemoryFormat memoryFormat = MemoryFormat.CHANNELS_LAST;
    private boolean deterministic;
    private StepMode stepMode = StepMode.AUTO;
    private DataPlacement dataPlacement = DataPlacement.AUTO;

    private Builder(long epochs) {
      this.epochs = epochs;
    }

    /** Sets the length that the schedule is laid out for, and where training ends. */
    public Builder epochs(long value) {
      epochs = value;
      return this;
    }

    /** Sets the images of a step. */
    public Builder batch(long value) {
      batch = value;
      return this;
    }

    /** Sets the learning rate before schedule and warm-up. */
    public Builder lr(double value) {
      lr = value;
      return this;
    }

    /** Sets the momentum. */
    public Builder momentum(double value) {
      momentum = value;
      return this;
    }

    /** Sets the weight decay of every parameter. */
    public Builder weightDecay(double value) {
      weightDecay = value;
      return this;
    }

    /** Sets whether momentum is Nesterov's. */
    public Builder nesterov(boolean value) {
      nesterov = value;
      return this;
    }

    /** Sets the parts that do not learn: {@code "stem stage1"}. */
    public Builder freeze(String value) {
      freeze = value;
      return this;
    }

    /** Sets factors on the learning rate of parts: {@code "stem=0.1 head=10"}. */
    public Builder lrScale(String value) {
      lrScale = value;
      return this;
    }

    /** Sets the label smoothing of the cross-entropy. */
    public Builder labelSmoothing(double value) {
      labelSmoothing = value;
      return this;
    }

    /** Sets the schedule; null for {@link Schedule#stepsAt60And85}. */
    public Builder schedule(@Nullable Schedule value) {
      schedule = value;
      return this;
    }

    /** Sets the epochs over which the rate rises linearly. */
    public Builder warmupEpochs(double value) {
      warmupEpochs = value;
      return this;
    }

    /** Sets whether each epoch has a new order of the images. */
    public Builder shuffle(boolean value) {
      shuffle = value;
      return this;
    }

    /** Sets {@link Augmentation#STANDARD} or {@link Augmentation#NONE}. */
    public Builder augment(boolean value) {
      return augmentation(value ? Augmentation.STANDARD : Augmentation.NONE);
    }

    /** Sets how images are varied at random. */
    public Builder augmentation(Augmentation value) {
      augmentation = value;
      return this;
    }

    /** Sets the seed of batch order, augmentation and dropout. */
    public Builder seed(long value) {
      seed = value;
      return this;
    }

    /** Sets how maps and weights lie in memory. */
    public Builder memoryFormat(MemoryFormat value) {
      memoryFormat = value;
      return this;
    }

    /** Sets whether a CUDA device gives the same bits each time. */
    public Builder deterministic(boolean value) {
      deterministic = value;
      return this;
    }

    /** Sets how a CUDA device is given its steps. */
    public Builder stepMode(StepMode value) {
      stepMode = value;
      return this;
    }

    /** Sets where the data set is kept while a CUDA device trains. */
    public Builder dataPlacement(DataPlacement value) {
      dataPlacement = value;
      return this;
    }

    /**
     * Returns the configuration.
     *
     * @throws InvalidArgumentException where a value is out of range
     */
    public TrainingConfig build() {
      return new TrainingConfig(
          epochs,
          batch,
          lr,
          momentum,
          weightDecay,
          nesterov,
          freeze,
          lrScale,
          labelSmoothing,
          schedule == null ? Schedule.stepsAt60And85(epochs) : schedule,
          warmupEpochs,
          shuffle,
          augmentation,
          seed,
          memoryFormat,
          deterministic,
          stepMode,
          dataPlacement);
    }
  }
}
