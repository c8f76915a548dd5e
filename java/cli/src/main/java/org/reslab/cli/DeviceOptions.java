// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import org.reslab.MemorySession;
import org.reslab.NativeRuntime;
import org.reslab.Network;
import org.reslab.NetworkSpec;
import org.reslab.experiment.Experiment;
import org.reslab.experiment.ExperimentCommand;
import picocli.CommandLine.Mixin;

/** What a trained network computes on. */
final class DeviceOptions {
  @Mixin
  private final SettingOptions options =
      SettingOptions.some(ExperimentCommand.TRAIN, "device", "threads", "kernels", "precision");

  /** Builds a network on the device and sets how it computes. */
  Network open(MemorySession session, NetworkSpec spec) {
    Experiment asked = options.experiment();
    Network network = session.network(spec, asked.device());
    network.useKernels(asked.kernels());
    network.usePrecision(asked.precision());
    return network;
  }

  /** Sets the threads of this process, where asked for. */
  void applyThreads() {
    Integer threads = options.experiment().threads();
    if (threads != null) {
      NativeRuntime.get().setThreads(threads);
    }
  }
}
