// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import org.reslab.Device;
import org.reslab.NativeRuntime;
import org.reslab.Precision;
import org.reslab.bench.WorkerSettings;
import picocli.CommandLine.Option;

/**
 * What all contenders of a benchmark compute on, for the benchmarks that are not of the CPU alone.
 */
final class BenchDeviceOptions {
  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      converter = Labels.Devices.class,
      completionCandidates = Labels.Devices.class,
      description =
          "Of ResLab and its peers: ${COMPLETION-CANDIDATES}, or a numbered one such as cuda:1"
              + " (default: cpu, so that a figure is the same thing on every machine).")
  private Device device = Device.CPU;

  @Option(
      names = "--precision",
      paramLabel = "PRECISION",
      converter = Labels.Precisions.class,
      completionCandidates = Labels.Precisions.class,
      description =
          "Of convolutions and linear layers, ResLab's and its peers': ${COMPLETION-CANDIDATES}"
              + " (default: fp32). tf32 is for CUDA devices.")
  private Precision precision = Precision.FP32;

  /** The settings with what was asked for here. */
  WorkerSettings applyTo(WorkerSettings settings) {
    return settings.toBuilder()
        .device(NativeRuntime.get().resolve(device))
        .precision(precision)
        .build();
  }
}
