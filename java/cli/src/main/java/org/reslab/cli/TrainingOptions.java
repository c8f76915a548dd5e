// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import org.jspecify.annotations.Nullable;
import org.reslab.MemoryFormat;
import org.reslab.cli.TextLists.Counts;
import org.reslab.experiment.ExperimentBuilder;
import org.reslab.experiment.Protocol;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/**
 * How to train. An option that is not given changes nothing, so that an experiment file or a preset
 * shows through.
 *
 * <p>Options that may be negated are methods: of a field, picocli's processor takes a nullable
 * Boolean for no boolean.
 */
final class TrainingOptions {
  @Option(
      names = "--quick",
      description = "5,120 training and 1,000 test images, 1 epoch; other flags still count.")
  private boolean quick;

  @Option(
      names = "--protocol",
      paramLabel = "PROTOCOL",
      converter = Labels.Protocols.class,
      completionCandidates = Labels.Protocols.class,
      description =
          "${COMPLETION-CANDIDATES} (default: default). 'notebook' trains as the reference"
              + " notebook ran.")
  private @Nullable Protocol protocol;

  @Option(names = "--epochs", paramLabel = "N", description = "Epochs of each run (default: 5).")
  private @Nullable Long epochs;

  @Option(
      names = "--max-steps",
      paramLabel = "N",
      description = "End each run after so many steps; the schedule stays as it is.")
  private @Nullable Long maxSteps;

  @Option(
      names = "--diagnose-every",
      paramLabel = "EPOCHS",
      description =
          "Measure the economy metrics of 'diagnose' before training and after every so many"
              + " epochs, on 64 test images, into metrics.jsonl (default: never).")
  private @Nullable Long diagnoseEvery;

  @Option(
      names = "--checkpoint-every",
      paramLabel = "STEPS",
      description =
          "Take a checkpoint after every so many steps, too (default: after each epoch alone).")
  private @Nullable Long checkpointEvery;

  @Option(
      names = "--keep-epochs",
      paramLabel = "N",
      description =
          "Keep the weights of the last N epochs beside the last and the best (default: 0).")
  private @Nullable Long keepEpochs;

  @Option(
      names = "--subset",
      paramLabel = "N",
      description = "Train on the first N images (default: all).")
  private @Nullable Long subset;

  @Option(
      names = "--test-subset",
      paramLabel = "N",
      description = "Evaluate on the first N test images (default: all).")
  private @Nullable Long testSubset;

  @Option(names = "--batch", paramLabel = "N", description = "Images per step (default: 128).")
  private @Nullable Long batch;

  @Option(
      names = "--test-batch",
      paramLabel = "N",
      description = "Images per batch of an evaluation (default: 256).")
  private @Nullable Long testBatch;

  private @Nullable Boolean shuffle;

  @Option(
      names = "--shuffle",
      negatable = true,
      description = "A new order each epoch (default), or --no-shuffle: the data set's own.")
  void shuffle(boolean given) {
    shuffle = given;
  }

  private @Nullable Boolean augment;

  @Option(
      names = "--augment",
      negatable = true,
      description = "Random crops and flips (default), or --no-augment: none.")
  void augment(boolean given) {
    augment = given;
  }

  @Option(
      names = "--memory-format",
      paramLabel = "FORMAT",
      converter = Labels.MemoryFormats.class,
      completionCandidates = Labels.MemoryFormats.class,
      description =
          "${COMPLETION-CANDIDATES} (default: channels-last, the faster one; contiguous, PyTorch's"
              + " own, with --no-shuffle --no-augment).")
  private @Nullable MemoryFormat memoryFormat;

  @ArgGroup(exclusive = false, heading = "%nOptimizer:%n", order = 10)
  private Optimizer optimizer = new Optimizer();

  /** SGD, its schedule and its loss. */
  static final class Optimizer {
    @Option(names = "--lr", paramLabel = "RATE", description = "Learning rate (default: 0.1).")
    private @Nullable Double lr;

    @Option(names = "--momentum", paramLabel = "M", description = "SGD's momentum (default: 0.9).")
    private @Nullable Double momentum;

    @Option(
        names = "--weight-decay",
        paramLabel = "W",
        description = "On every parameter (default: 0.0005).")
    private @Nullable Double weightDecay;

    private @Nullable Boolean nesterov;

    @Option(
        names = "--nesterov",
        negatable = true,
        description = "Nesterov's momentum (default: --no-nesterov).")
    void nesterov(boolean given) {
      nesterov = given;
    }

    @Option(
        names = "--schedule",
        paramLabel = "SCHEDULE",
        completionCandidates = Labels.Schedules.class,
        description = "${COMPLETION-CANDIDATES} (default: multistep).")
    private @Nullable String schedule;

    @Option(
        names = "--milestones",
        paramLabel = "E,E,…",
        converter = Counts.Converter.class,
        description = "Epochs at which multistep lowers the rate (default: 60 %% and 85 %%).")
    private @Nullable Counts milestones;

    @Option(
        names = "--gamma",
        paramLabel = "G",
        description = "Factor at a milestone (default: 0.1).")
    private @Nullable Double gamma;

    @Option(
        names = "--warmup-epochs",
        paramLabel = "E",
        description = "Epochs over which the rate rises (default: 0).")
    private @Nullable Double warmupEpochs;

    @Option(
        names = "--label-smoothing",
        paramLabel = "S",
        description = "Of the cross-entropy, in [0, 1) (default: 0).")
    private @Nullable Double labelSmoothing;

    void applyTo(ExperimentBuilder builder) {
      if (lr != null) {
        builder.training().lr(lr);
      }
      if (momentum != null) {
        builder.training().momentum(momentum);
      }
      if (weightDecay != null) {
        builder.training().weightDecay(weightDecay);
      }
      if (nesterov != null) {
        builder.training().nesterov(nesterov);
      }
      if (schedule != null) {
        builder.schedule(schedule).milestones(null).gamma(null);
      }
      if (milestones != null) {
        builder.milestones(milestones.values());
      }
      if (gamma != null) {
        builder.gamma(gamma);
      }
      if (warmupEpochs != null) {
        builder.training().warmupEpochs(warmupEpochs);
      }
      if (labelSmoothing != null) {
        builder.training().labelSmoothing(labelSmoothing);
      }
    }
  }

  void applyTo(ExperimentBuilder builder) {
    if (quick) {
      builder.quick();
    }
    if (protocol != null) {
      builder.protocol(protocol);
    }
    // What a file derived from a setting goes with that setting.
    if (epochs != null) {
      builder.training().epochs(epochs);
      builder.milestones(null);
    }
    if (diagnoseEvery != null) {
      builder.diagnoseEvery(diagnoseEvery);
    }
    if (checkpointEvery != null) {
      builder.checkpointEvery(checkpointEvery);
    }
    if (keepEpochs != null) {
      builder.keepEpochs(keepEpochs);
    }
    if (maxSteps != null) {
      builder.maxSteps(maxSteps);
    }
    if (subset != null) {
      builder.subset(subset);
    }
    if (testSubset != null) {
      builder.testSubset(testSubset);
    }
    if (batch != null) {
      builder.training().batch(batch);
    }
    if (testBatch != null) {
      builder.testBatch(testBatch);
    }
    if (shuffle != null || augment != null) {
      builder.memoryFormat(null);
    }
    if (shuffle != null) {
      builder.training().shuffle(shuffle);
    }
    if (augment != null) {
      builder.training().augment(augment);
    }
    if (memoryFormat != null) {
      builder.memoryFormat(memoryFormat);
    }
    optimizer.applyTo(builder);
  }
}
