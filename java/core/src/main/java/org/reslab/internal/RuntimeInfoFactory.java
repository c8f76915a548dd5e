// SPDX-License-Identifier: Apache-2.0
package org.reslab.internal;

/** Makes the caller's account of the runtime from the fields of an {@code rl_runtime_info}. */
@FunctionalInterface
public interface RuntimeInfoFactory<T> {
  T create(
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
      String cudaUnavailable);
}
