// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reslab.Augmentation;
import org.reslab.Block;
import org.reslab.Device;
import org.reslab.Init;
import org.reslab.InvalidArgumentException;
import org.reslab.Kernels;
import org.reslab.MemoryFormat;
import org.reslab.Precision;
import org.reslab.Schedule;
import org.reslab.TrainingConfig;
import org.reslab.data.DataSource;
import org.reslab.data.DatasetKind;
import org.reslab.data.SplitShares;

/**
 * Collects the settings of an {@link Experiment}. What is not set has the default of the protocol
 * or, where the protocol says nothing, of the notebook. Values are checked by {@link #build()}. Not
 * thread-safe.
 */
public final class ExperimentBuilder extends GridBuilder<ExperimentBuilder> {
  private static final long EPOCHS = 5;

  private Protocol protocol = Protocol.DEFAULT;
  private final TrainingConfig.Builder training = TrainingConfig.builder(EPOCHS);
  private String schedule = ScheduleNames.MULTISTEP;
  private @Nullable List<Long> milestones;
  private @Nullable Double gamma;
  private @Nullable MemoryFormat memoryFormat;
  private @Nullable Long diagnoseEvery;
  private @Nullable Long checkpointEvery;
  private long keepEpochs;
  private @Nullable Long maxSteps;
  private long testBatch = 256;
  private DataSource data = new DataSource.Known(DatasetKind.DEFAULT);
  private SplitShares split = SplitShares.DEFAULT;
  private boolean skipUnreadable;
  private @Nullable Double validation;
  private @Nullable BestOn bestOn;
  private @Nullable Long patience;
  private @Nullable Long subset;
  private @Nullable Long testSubset;
  private @Nullable Integer threads;
  private long width;
  private Init init = Init.DEFAULT;
  private @Nullable Path weights;
  private boolean newHead;
  private Kernels kernels = Kernels.FAST;
  private Precision precision = Precision.FP32;

  ExperimentBuilder() {
    super(List.of(0L), Device.AUTO);
  }

  @Override
  ExperimentBuilder self() {
    return this;
  }

  @Override
  List<String> defaultBlocks() {
    return protocol.defaultBlocks();
  }

  /** Sets the protocol; it decides which blocks are compared by default. */
  public ExperimentBuilder protocol(Protocol value) {
    protocol = value;
    return this;
  }

  /**
   * Sets how each cell is trained: {@code training(t -> t.epochs(5).lr(0.05))}. Seed, schedule and
   * memory format are set by methods of this builder and not by those of {@code t}.
   */
  public ExperimentBuilder training(Consumer<TrainingConfig.Builder> edit) {
    edit.accept(training);
    return this;
  }

  /** Sets the schedule by name: {@code constant}, {@code multistep} or {@code cosine}. */
  public ExperimentBuilder schedule(String value) {
    schedule = ScheduleNames.require(value);
    return this;
  }

  /**
   * Sets the epochs, counted from 0, at which {@code multistep} lowers the rate; null for 60 % and
   * 85 %.
   */
  public ExperimentBuilder milestones(@Nullable List<Long> value) {
    milestones = value;
    return this;
  }

  /** Sets the factor at a milestone of {@code multistep}; null for the notebook's. */
  public ExperimentBuilder gamma(@Nullable Double value) {
    gamma = value;
    return this;
  }

  /**
   * Sets how maps lie in memory while training. The default is the faster channels-last, but
   * PyTorch's own contiguous one for a run without shuffling and augmentation: such a run is made
   * to be compared with PyTorch step by step, which only the same kernels allow.
   */
  public ExperimentBuilder memoryFormat(@Nullable MemoryFormat value) {
    memoryFormat = value;
    return this;
  }

  /** Sets after how many epochs the economy metrics are measured; null never. */
  public ExperimentBuilder diagnoseEvery(@Nullable Long value) {
    diagnoseEvery = value;
    return this;
  }

  /** Takes a checkpoint after every so many steps, too; null only after each epoch. */
  public ExperimentBuilder checkpointEvery(@Nullable Long value) {
    checkpointEvery = value;
    return this;
  }

  /** Keeps the weights of the last so many epochs; 0 keeps only the last and the best. */
  public ExperimentBuilder keepEpochs(long value) {
    keepEpochs = value;
    return this;
  }

  /** Ends each cell after so many steps; null trains all epochs. */
  public ExperimentBuilder maxSteps(@Nullable Long value) {
    maxSteps = value;
    return this;
  }

  /** Sets the images per batch of an evaluation; it changes speed and memory, not the result. */
  public ExperimentBuilder testBatch(long value) {
    testBatch = value;
    return this;
  }

  /** Sets the data set. */
  public ExperimentBuilder data(DatasetKind value) {
    return data(new DataSource.Known(value));
  }

  /** Sets where the images come from. */
  public ExperimentBuilder data(DataSource value) {
    data = value;
    return this;
  }

  /** Sets the shares of a folder without {@code train/}. */
  public ExperimentBuilder split(SplitShares value) {
    split = value;
    return this;
  }

  /** Leaves pictures out that cannot be read; without this they are an error. */
  public ExperimentBuilder skipUnreadable(boolean value) {
    skipUnreadable = value;
    return this;
  }

  /**
   * Sets the share of the training images that is kept apart to choose the best epoch by, of each
   * class the same; 0 trains on all images and chooses no epoch. Null for {@value
   * Experiment#VALIDATION}, or 0 in the notebook's protocol, which chooses on the test images.
   */
  public ExperimentBuilder validation(@Nullable Double value) {
    validation = value;
    return this;
  }

  /** Restores what a run chose its best epoch on before there were validation images. */
  ExperimentBuilder bestOn(BestOn value) {
    bestOn = value;
    return this;
  }

  /**
   * Ends a cell after so many epochs without a better accuracy on the validation images; null
   * trains all epochs.
   */
  public ExperimentBuilder patience(@Nullable Long value) {
    patience = value;
    return this;
  }

  /** Trains on the first so many images; null for all. */
  public ExperimentBuilder subset(@Nullable Long value) {
    subset = value;
    return this;
  }

  /** Evaluates on the first so many test images; null for all. */
  public ExperimentBuilder testSubset(@Nullable Long value) {
    testSubset = value;
    return this;
  }

  /** Sets the CPU threads of one operation; null for LibTorch's default. */
  public ExperimentBuilder threads(@Nullable Integer value) {
    threads = value;
    return this;
  }

  /** Sets the channels of the first stage; 0 for the network's default. */
  public ExperimentBuilder width(long value) {
    width = value;
    return this;
  }

  /** Sets how weights are drawn. */
  public ExperimentBuilder init(Init value) {
    init = value;
    return this;
  }

  /** Sets the safetensors file that cells start from; null for freshly drawn weights. */
  public ExperimentBuilder weights(@Nullable Path value) {
    weights = value;
    return this;
  }

  /** Sets whether the classifier is new, although there are weights. */
  public ExperimentBuilder newHead(boolean value) {
    newHead = value;
    return this;
  }

  /** Sets whose kernels compute training and evaluation on a CPU. */
  public ExperimentBuilder kernels(Kernels value) {
    kernels = value;
    return this;
  }

  /** Sets what training and evaluation compute in. */
  public ExperimentBuilder precision(Precision value) {
    precision = value;
    return this;
  }

  /**
   * Sets one epoch on {@value Experiment#QUICK_TRAIN_IMAGES} training images, judged on the first
   * 1000 test images.
   */
  public ExperimentBuilder quick() {
    milestones = null;
    Variant.QUICK.forEach(value -> value.readInto(this));
    return this;
  }

  /**
   * Resolves blocks, schedule and data folder. Needs the native part, which parses the blocks.
   *
   * @throws InvalidArgumentException if a value is out of range, or a setting contradicts another
   * @throws org.reslab.BlockSyntaxException if a block does not parse
   * @throws org.reslab.NativeUnavailableException if the native part cannot be loaded
   */
  public Experiment build() {
    training(t -> t.augmentation(Augmentation.of(t.build().augmentation().text())));
    return build(resolvedBlocks());
  }

  /** Builds with blocks that are resolved already, which needs no native part. */
  Experiment build(List<Block> resolved) {
    return new Experiment(
        name,
        description,
        protocol,
        netsOrDefault(),
        resolved,
        define,
        seeds,
        resolvedTraining(),
        diagnoseEvery,
        checkpointEvery,
        keepEpochs,
        maxSteps,
        testBatch,
        data,
        absoluteDataDir(),
        size,
        split,
        skipUnreadable,
        subset,
        resolvedValidation(),
        bestOn == null ? resolvedBestOn() : bestOn,
        patience,
        testSubset,
        device,
        threads,
        width,
        layersOrDefault(),
        finalNorm,
        init,
        weights == null ? null : weights.toAbsolutePath(),
        newHead,
        kernels,
        precision);
  }

  private double resolvedValidation() {
    if (validation != null) {
      return validation;
    }
    return protocol == Protocol.NOTEBOOK ? 0 : Experiment.VALIDATION;
  }

  private BestOn resolvedBestOn() {
    if (resolvedValidation() > 0) {
      return BestOn.VALIDATION;
    }
    return protocol == Protocol.NOTEBOOK ? BestOn.TEST : BestOn.NOTHING;
  }

  private TrainingConfig resolvedTraining() {
    TrainingConfig config = training.build();
    TrainingConfig.Builder resolved =
        config.toBuilder().seed(0).schedule(resolvedSchedule(config.epochs()));
    if (memoryFormat != null) {
      resolved.memoryFormat(memoryFormat);
    } else if (!config.shuffle() && config.augmentation().equals(Augmentation.NONE)) {
      resolved.memoryFormat(MemoryFormat.CONTIGUOUS);
    }
    return resolved.build();
  }

  private Schedule resolvedSchedule(long epochs) {
    if (schedule.equals(ScheduleNames.MULTISTEP)) {
      Schedule.MultiStep notebook = Schedule.asNotebookRan(epochs);
      return new Schedule.MultiStep(
          milestones == null ? notebook.milestones() : milestones,
          gamma == null ? notebook.gamma() : gamma);
    }
    if (milestones != null || gamma != null) {
      throw InvalidArgumentException.of(
          milestones == null ? "gamma" : "milestones",
          "has no meaning with schedule '%s'; leave it out, or use schedule %s"
              .formatted(schedule, ScheduleNames.MULTISTEP));
    }
    return schedule.equals(ScheduleNames.COSINE) ? new Schedule.Cosine() : new Schedule.Constant();
  }
}
