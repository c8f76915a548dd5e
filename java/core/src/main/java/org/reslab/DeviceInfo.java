// SPDX-License-Identifier: Apache-2.0
package org.reslab;

/**
 * One CUDA device of this machine.
 *
 * @param index its number, as in {@link Device#cuda}
 * @param name as the driver has it
 * @param computeCapability for example {@code 9.0}
 * @param multiprocessors streaming multiprocessors
 * @param memoryTotal bytes
 * @param memoryFree bytes, when it was asked
 * @param supported whether the native part and its LibTorch hold code that it can run
 */
public record DeviceInfo(
    int index,
    String name,
    String computeCapability,
    int multiprocessors,
    long memoryTotal,
    long memoryFree,
    boolean supported) {
  /** The device itself. */
  public Device device() {
    return Device.cuda(index);
  }
}
