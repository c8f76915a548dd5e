// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.reslab.Device;
import org.reslab.ImageDescription;
import org.reslab.InvalidArgumentException;
import org.reslab.NativeRuntime;
import org.reslab.bench.WorkerSettings;
import org.reslab.data.ImageSize;
import org.reslab.experiment.Experiment;
import org.reslab.experiment.ExperimentCommand;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a round of a benchmark computes. */
final class WorkloadOptions {
  @Mixin private final SettingOptions settings;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Steps of a round (default: ${DEFAULT-VALUE}).")
  private long steps = 10;

  private WorkloadOptions(SettingOptions settings) {
    this.settings = settings;
  }

  /** Returns the options of a benchmark of the CPU. */
  static WorkloadOptions ofCpu() {
    return new WorkloadOptions(
        SettingOptions.some(
                ExperimentCommand.TRAIN, "nets", "blocks", "width", "size", "batch", "kernels")
            .byDefault("device", Device.CPU.label()));
  }

  /**
   * Returns the options of a benchmark of any device: the CPU unless asked otherwise, so that a
   * figure means the same on every machine.
   *
   * @param batch images a step unless an option says otherwise
   * @param others further settings
   */
  static WorkloadOptions ofDevice(String batch, String... others) {
    String[] keys = {"nets", "blocks", "width", "size", "batch", "kernels", "device", "precision"};
    return new WorkloadOptions(
        SettingOptions.some(
                ExperimentCommand.TRAIN,
                Stream.of(keys, others).flatMap(Stream::of).toArray(String[]::new))
            .byDefault("batch", batch)
            .byDefault("device", Device.CPU.label()));
  }

  private static int side(@Nullable ImageSize size) {
    if (size == null) {
      return ImageDescription.CIFAR10.height();
    }
    InvalidArgumentException.require(
        size.height() == size.width(),
        "size",
        size.label(),
        "one side: a benchmark's images are square");
    return size.height();
  }

  /** Returns the settings of a round. */
  WorkerSettings settings(int threads) {
    Experiment asked = settings.experiment();
    return WorkerSettings.builder(asked.nets().getFirst(), asked.blocks().getFirst().name())
        .width(asked.width())
        .size(side(asked.size()))
        .batch(asked.training().batch())
        .steps(steps)
        .threads(threads)
        .kernels(asked.kernels())
        .device(NativeRuntime.get().resolve(asked.device()))
        .precision(asked.precision())
        .deterministic(asked.training().deterministic())
        .build();
  }
}
