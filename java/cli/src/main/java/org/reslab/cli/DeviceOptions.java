// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import org.jspecify.annotations.Nullable;
import org.reslab.Device;
import org.reslab.Kernels;
import org.reslab.MemorySession;
import org.reslab.NativeRuntime;
import org.reslab.Network;
import org.reslab.NetworkSpec;
import org.reslab.Precision;
import org.reslab.experiment.ExperimentBuilder;
import picocli.CommandLine.Option;

/** What to compute on. */
final class DeviceOptions {
  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      converter = Labels.Devices.class,
      completionCandidates = Labels.Devices.class,
      description =
          "${COMPLETION-CANDIDATES}, or a numbered one such as cuda:1 (default: auto, which is cuda"
              + " where there is one).")
  private @Nullable Device device;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "CPU threads of one operation (default: LibTorch's choice).")
  private @Nullable Integer threads;

  @Option(
      names = "--kernels",
      paramLabel = "KERNELS",
      converter = Labels.KernelChoices.class,
      completionCandidates = Labels.KernelChoices.class,
      description =
          "Of training and evaluation on a CPU: ${COMPLETION-CANDIDATES} (default: fast, ResLab's"
              + " own where they serve; reference is LibTorch's).")
  private @Nullable Kernels kernels;

  @Option(
      names = "--precision",
      paramLabel = "PRECISION",
      converter = Labels.Precisions.class,
      completionCandidates = Labels.Precisions.class,
      description =
          "Of convolutions and linear layers: ${COMPLETION-CANDIDATES} (default: fp32). tf32 is for"
              + " CUDA devices.")
  private @Nullable Precision precision;

  /** Builds a network on the device and sets how it computes. */
  Network open(MemorySession session, NetworkSpec spec) {
    Network network = session.network(spec, device == null ? Device.AUTO : device);
    network.useKernels(kernels == null ? Kernels.FAST : kernels);
    network.usePrecision(precision == null ? Precision.FP32 : precision);
    return network;
  }

  /** Sets the threads of this process, where asked for. */
  void applyThreads() {
    if (threads != null) {
      NativeRuntime.get().setThreads(threads);
    }
  }

  void applyTo(ExperimentBuilder builder) {
    if (device != null) {
      builder.device(device);
    }
    if (threads != null) {
      builder.threads(threads);
    }
    if (kernels != null) {
      builder.kernels(kernels);
    }
    if (precision != null) {
      builder.precision(precision);
    }
  }
}
