// SPDX-License-Identifier: Apache-2.0
package org.reslab.timing.border;

/** The fields of an {@code rl_runtime_info} as they are: what both sides make of them. */
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
    String cudaUnavailable) {}
