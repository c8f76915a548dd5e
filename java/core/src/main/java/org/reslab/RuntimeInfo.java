// SPDX-License-Identifier: Apache-2.0
package org.reslab;

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
 */
public record RuntimeInfo(
    String reslabVersion,
    String torchCompiled,
    String torchRunning,
    String cpuCapability,
    String cpuKernels,
    boolean cudaCompiled,
    int cudaDevices,
    int threads) {}
