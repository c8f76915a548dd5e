// SPDX-License-Identifier: Apache-2.0
package org.reslab.internal;

/** Makes the caller's account of a CUDA device from the fields of an {@code rl_device_info}. */
@FunctionalInterface
public interface DeviceInfoFactory<T> {
  T create(
      int index,
      String name,
      String computeCapability,
      int multiprocessors,
      long memoryTotal,
      long memoryFree,
      boolean supported);
}
