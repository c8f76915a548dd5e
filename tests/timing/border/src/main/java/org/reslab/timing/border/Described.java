// SPDX-License-Identifier: Apache-2.0
package org.reslab.timing.border;

import java.util.List;
import org.reslab.RuntimeInfo;
import org.reslab.internal.NativeCalls;

/** The fields of an {@code rl_runtime_info} as the peer reads them. */
public record Described(
    String reslabVersion,
    String torchCompiled,
    String torchRunning,
    String cpuCapability,
    String cpuKernels,
    boolean cudaCompiled,
    int cudaDevices,
    int threads,
    int cudaVersion,
    int cudaDriver,
    String cudaArchitectures,
    String cudaUnavailable) {
  /** Returns what the product makes of these fields. */
  RuntimeInfo toRuntimeInfo() {
    return new RuntimeInfo(
        reslabVersion,
        torchCompiled,
        torchRunning,
        cpuCapability,
        cpuKernels,
        cudaCompiled,
        cudaDevices,
        threads,
        NativeCalls.cudaVersion(cudaVersion),
        NativeCalls.cudaVersion(cudaDriver),
        cudaArchitectures.isEmpty() ? List.of() : List.of(cudaArchitectures.split(" ", -1)),
        cudaUnavailable.isEmpty() ? null : cudaUnavailable);
  }
}
