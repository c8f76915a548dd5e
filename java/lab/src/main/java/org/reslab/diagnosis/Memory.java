// SPDX-License-Identifier: Apache-2.0
package org.reslab.diagnosis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.reslab.Device;
import org.reslab.NativeRuntime;

/** The memory of this machine and its devices. */
final class Memory {
  private static final Path MEMORY_INFO = Path.of("/proc/meminfo");
  private static final String AVAILABLE = "MemAvailable:";

  private Memory() {}

  /** Bytes that could be allocated for a network on a device. */
  static long available(Device device) {
    NativeRuntime runtime = NativeRuntime.get();
    Device used = runtime.resolve(device);
    return used.kind() == Device.Kind.CUDA ? runtime.device(used.index()).memoryFree() : ofHost();
  }

  /**
   * Bytes that could be allocated without swapping; the largest number where the system does not
   * tell.
   */
  private static long ofHost() {
    try {
      return Files.readAllLines(MEMORY_INFO).stream()
          .filter(line -> line.startsWith(AVAILABLE))
          .map(line -> line.substring(AVAILABLE.length()).replace("kB", "").strip())
          .mapToLong(kilobytes -> Long.parseLong(kilobytes) * 1024)
          .findFirst()
          .orElse(Long.MAX_VALUE);
    } catch (IOException e) {
      return Long.MAX_VALUE; // not Linux: the allocation itself will show
    }
  }
}
