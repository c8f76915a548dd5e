// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.util.stream.Stream;
import org.reslab.Device;
import org.reslab.NativeRuntime;
import org.reslab.bench.WorkerSettings;
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
        SettingOptions.some(ExperimentCommand.TRAIN, "nets", "blocks", "width", "batch", "kernels")
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
    String[] keys = {"nets", "blocks", "width", "batch", "kernels", "device", "precision"};
    return new WorkloadOptions(
        SettingOptions.some(
                ExperimentCommand.TRAIN,
                Stream.of(keys, others).flatMap(Stream::of).toArray(String[]::new))
            .byDefault("batch", batch)
            .byDefault("device", Device.CPU.label()));
  }

  /** Returns the settings of a round. */
  WorkerSettings settings(int threads) {
    Experiment asked = settings.experiment();
    return WorkerSettings.builder(asked.nets().getFirst(), asked.blocks().getFirst().name())
        .width(asked.width())
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
