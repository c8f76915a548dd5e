// SPDX-License-Identifier: Apache-2.0
package org.reslab.diagnosis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The memory of this machine. */
final class Memory {
  private static final Path MEMORY_INFO = Path.of("/proc/meminfo");
  private static final String AVAILABLE = "MemAvailable:";

  private Memory() {}

  /**
   * Bytes that could be allocated without swapping; the largest number where the system does not
   * tell.
   */
  static long available() {
    try {
      return Files.readAllLines(MEMORY_INFO).stream()
          .filter(line -> line.startsWith(AVAILABLE))
          .map(line -> line.substring(AVAILABLE.length()).replace("kB", "").strip())
          .mapToLong(kilobytes -> Long.parseLong(kilobytes) * 1024)
          .findFirst()
          .orElse(Long.MAX_VALUE);
    } catch (IOException e) {
      return Long.MAX_VALUE; // not Linux: the allocation itself will tell
    }
  }
}
