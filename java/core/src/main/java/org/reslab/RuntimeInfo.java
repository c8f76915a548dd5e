// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the native part was built with and what it runs on.
 *
 * @param reslabVersion version of the native library
 * @param torchCompiled LibTorch version of the headers it was compiled with
 * @param torchRunning LibTorch version of the library it runs on
 * @param cpuCapability vector instructions that LibTorch dispatches to, for example {@code AVX2}
 * @param cpuKernels ResLab's own kernels for this CPU: {@code avx512}, {@code avx2} or {@code none}
 * @param cudaCompiled whether that LibTorch was built with CUDA
 * @param cudaDevices usable CUDA devices
 * @param threads CPU threads that one operation uses
 * @param cudaVersion CUDA that LibTorch was built with, for example {@code 13.0}; null without
 * @param cudaDriver newest CUDA that the installed driver serves; null without a driver
 * @param cudaArchitectures GPUs that LibTorch holds code for, for example {@code sm_90}; empty
 *     where there is no device
 * @param cudaUnavailable why there are no usable CUDA devices and what to do; null where there are
 */
public record RuntimeInfo(
    String reslabVersion,
    String torchCompiled,
    String torchRunning,
    String cpuCapability,
    String cpuKernels,
    boolean cudaCompiled,
    int cudaDevices,
    int threads,
    @Nullable String cudaVersion,
    @Nullable String cudaDriver,
    List<String> cudaArchitectures,
    @Nullable String cudaUnavailable) {
  /** Copies the list. */
  public RuntimeInfo {
    cudaArchitectures = List.copyOf(cudaArchitectures);
  }
}
