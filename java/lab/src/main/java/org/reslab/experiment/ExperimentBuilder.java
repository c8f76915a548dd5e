// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reslab.Block;
import org.reslab.DataPlacement;
import org.reslab.Device;
import org.reslab.Execution;
import org.reslab.Init;
import org.reslab.InvalidArgumentException;
import org.reslab.Kernels;
import org.reslab.MemoryFormat;
import org.reslab.Precision;
import org.reslab.Schedule;
import org.reslab.StepMode;
import org.reslab.data.DatasetKind;

/**
 * Collects the settings of an {@link Experiment}. What is not set has the default of the protocol
 * or, where the protocol says nothing, of the notebook. Values are checked by {@link #build()}. Not
 * thread-safe.
 */
public final class ExperimentBuilder {
  private static final double NOTEBOOK_GAMMA = 0.1;

  private @Nullable String name;
  private @Nullable String description;
  private Protocol protocol = Protocol.DEFAULT;
  private List<String> nets = List.of("tinynet");
  private @Nullable List<String> blocks;
  private final Map<String, String> define = new LinkedHashMap<>();
  private List<Long> seeds = List.of(0L);
  private long epochs = 5;
  private @Nullable Long diagnoseEvery;
  private @Nullable Long checkpointEvery;
  private long keepEpochs;
  private @Nullable Long maxSteps;
  private long batch = 128;
  private long testBatch = 256;
  private double lr = 0.1;
  private double momentum = 0.9;
  private double weightDecay = 5e-4;
  private boolean nesterov;
  private String schedule = ScheduleNames.MULTISTEP;
  private @Nullable List<Long> milestones;
  private @Nullable Double gamma;
  private double warmupEpochs;
  private double labelSmoothing;
  private boolean shuffle = true;
  private boolean augment = true;
  private DatasetKind data = DatasetKind.CIFAR10;
  private @Nullable Path dataDir;
  private @Nullable Long subset;
  private @Nullable Long testSubset;
  private Device device = Device.AUTO;
  private @Nullable Integer threads;
  private long base;
  private List<Long> layers = List.of();
  private @Nullable Boolean finalNorm;
  private Init init = Init.DEFAULT;
  private @Nullable MemoryFormat memoryFormat;
  private Kernels kernels = Kernels.FAST;
  private Precision precision = Precision.FP32;
  private Execution execution = Execution.DEFAULT;

  ExperimentBuilder() {}

  /** Names the experiment. */
  public ExperimentBuilder name(@Nullable String value) {
    name = value;
    return this;
  }

  /** Describes the experiment. */
  public ExperimentBuilder description(@Nullable String value) {
    description = value;
    return this;
  }

  /** Sets the protocol; it decides which blocks are compared by default. */
  public ExperimentBuilder protocol(Protocol value) {
    protocol = value;
    return this;
  }

  /** Sets the networks by name. */
  public ExperimentBuilder nets(List<String> value) {
    nets = List.copyOf(value);
    return this;
  }

  /** Sets the blocks: names of the catalog, names given to {@link #define}, or specs. */
  public ExperimentBuilder blocks(List<String> value) {
    blocks = List.copyOf(value);
    return this;
  }

  /**
   * Names a block of the user's own, to be used in {@link #blocks}.
   *
   * @param name lower-case letters, digits and dashes; not a name of the catalog
   * @param spec anything that {@link Block#of(String)} accepts
   */
  public ExperimentBuilder define(String name, String spec) {
    define.put(name, spec);
    return this;
  }

  /** Sets the seeds, one run each for every network and block. */
  public ExperimentBuilder seeds(List<Long> value) {
    seeds = List.copyOf(value);
    return this;
  }

  /** Sets the epochs of each run. */
  public ExperimentBuilder epochs(long value) {
    epochs = value;
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

  /** Ends each run after so many steps; null trains all epochs. */
  public ExperimentBuilder maxSteps(@Nullable Long value) {
    maxSteps = value;
    return this;
  }

  /** Sets the training images per step. */
  public ExperimentBuilder batch(long value) {
    batch = value;
    return this;
  }

  /** Sets the images per batch of an evaluation; it changes speed and memory, not the result. */
  public ExperimentBuilder testBatch(long value) {
    testBatch = value;
    return this;
  }

  /** Sets the learning rate before schedule and warm-up. */
  public ExperimentBuilder lr(double value) {
    lr = value;
    return this;
  }

  /** Sets SGD's momentum. */
  public ExperimentBuilder momentum(double value) {
    momentum = value;
    return this;
  }

  /** Sets the weight decay, which applies to every parameter. */
  public ExperimentBuilder weightDecay(double value) {
    weightDecay = value;
    return this;
  }

  /** Chooses Nesterov's momentum. */
  public ExperimentBuilder nesterov(boolean value) {
    nesterov = value;
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
    milestones = value == null ? null : List.copyOf(value);
    return this;
  }

  /** Sets the factor at a milestone of {@code multistep}; null for 0.1. */
  public ExperimentBuilder gamma(@Nullable Double value) {
    gamma = value;
    return this;
  }

  /** Sets the epochs over which the rate rises linearly. */
  public ExperimentBuilder warmupEpochs(double value) {
    warmupEpochs = value;
    return this;
  }

  /** Sets the label smoothing of the cross-entropy. */
  public ExperimentBuilder labelSmoothing(double value) {
    labelSmoothing = value;
    return this;
  }

  /** Chooses a new order each epoch, or the data set's own order. */
  public ExperimentBuilder shuffle(boolean value) {
    shuffle = value;
    return this;
  }

  /** Chooses random crops and flips. */
  public ExperimentBuilder augment(boolean value) {
    augment = value;
    return this;
  }

  /** Sets the data set. */
  public ExperimentBuilder data(DatasetKind value) {
    data = value;
    return this;
  }

  /** Sets the folder of the data set's files; null for the cache. */
  public ExperimentBuilder dataDir(@Nullable Path value) {
    dataDir = value;
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

  /** Sets the device. */
  public ExperimentBuilder device(Device value) {
    device = value;
    return this;
  }

  /** Sets the CPU threads of one operation; null for LibTorch's default. */
  public ExperimentBuilder threads(@Nullable Integer value) {
    threads = value;
    return this;
  }

  /** Sets the channels of the first stage; 0 for the network's default. */
  public ExperimentBuilder base(long value) {
    base = value;
    return this;
  }

  /** Sets the blocks per stage; empty for the network's default. */
  public ExperimentBuilder layers(List<Long> value) {
    layers = List.copyOf(value);
    return this;
  }

  /** Puts BN-ReLU before pooling, or leaves it out; null for the network's default. */
  public ExperimentBuilder finalNorm(@Nullable Boolean value) {
    finalNorm = value;
    return this;
  }

  /** Sets how weights are drawn. */
  public ExperimentBuilder init(Init value) {
    init = value;
    return this;
  }

  /**
   * Sets how maps lie in memory while training. The default is the faster channels-last, but
   * PyTorch's own contiguous one for a run without shuffling and augmentation: such a run is made
   * to be held against PyTorch step by step, which only the same kernels allow.
   */
  public ExperimentBuilder memoryFormat(@Nullable MemoryFormat value) {
    memoryFormat = value;
    return this;
  }

  /**
   * Sets one epoch on {@value Experiment#QUICK_TRAIN_IMAGES} training images, judged on the first
   * 1000 test images.
   */
  public ExperimentBuilder quick() {
    epochs = 1;
    milestones = null;
    subset = Experiment.QUICK_TRAIN_IMAGES;
    testSubset = Experiment.QUICK_TEST_IMAGES;
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
    Map<String, Block> definitions = new LinkedHashMap<>();
    define.forEach((name, spec) -> definitions.put(name, Block.define(name, spec)));
    List<String> texts = blocks == null ? protocol.defaultBlocks() : blocks;
    return build(texts.stream().map(text -> Block.of(text, definitions)).toList());
  }

  /** Builds with blocks that are resolved already, which needs no native part. */
  Experiment build(List<Block> resolved) {
    return new Experiment(
        name,
        description,
        protocol,
        nets,
        resolved,
        define,
        seeds,
        epochs,
        diagnoseEvery,
        checkpointEvery,
        keepEpochs,
        maxSteps,
        batch,
        testBatch,
        lr,
        momentum,
        weightDecay,
        nesterov,
        resolveSchedule(),
        warmupEpochs,
        labelSmoothing,
        shuffle,
        augment,
        data,
        dataDir == null ? null : dataDir.toAbsolutePath().normalize(),
        subset,
        testSubset,
        device,
        threads,
        base,
        layers,
        finalNorm,
        init,
        resolveMemoryFormat(),
        kernels,
        precision,
        execution);
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

  /** Sets whether a CUDA device gives the same bits each time. */
  public ExperimentBuilder deterministic(boolean value) {
    execution = execution.withDeterministic(value);
    return this;
  }

  /** Sets how a CUDA device is given its steps. */
  public ExperimentBuilder stepMode(StepMode value) {
    execution = execution.withSteps(value);
    return this;
  }

  /** Sets where the training images lie while a CUDA device trains. */
  public ExperimentBuilder dataPlacement(DataPlacement value) {
    execution = execution.withPlacement(value);
    return this;
  }

  private MemoryFormat resolveMemoryFormat() {
    if (memoryFormat != null) {
      return memoryFormat;
    }
    return shuffle || augment ? MemoryFormat.CHANNELS_LAST : MemoryFormat.CONTIGUOUS;
  }

  private Schedule resolveSchedule() {
    if (schedule.equals(ScheduleNames.MULTISTEP)) {
      List<Long> at = milestones == null ? Schedule.asNotebookRan(epochs).milestones() : milestones;
      return new Schedule.MultiStep(at, gamma == null ? NOTEBOOK_GAMMA : gamma);
    }
    if (milestones != null || gamma != null) {
      throw new InvalidArgumentException(
          (milestones == null ? "gamma" : "milestones")
              + ": has no meaning with schedule '"
              + schedule
              + "'; leave it out, or use schedule "
              + ScheduleNames.MULTISTEP);
    }
    return schedule.equals(ScheduleNames.COSINE) ? new Schedule.Cosine() : new Schedule.Constant();
  }
}
