// SPDX-License-Identifier: Apache-2.0
package org.reslab.timing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The largest resident set that this process has had. */
final class PeakMemory {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String KEY = "VmHWM:";

  private PeakMemory() {}

  /**
   * Returns it in KiB.
   *
   * @throws IOException where the system does not tell it
   */
  static long kib() throws IOException {
    for (String line : Files.readAllLines(STATUS)) {
      if (line.startsWith(KEY)) {
        return Long.parseLong(line.substring(KEY.length()).replace("kB", "").strip());
      }
    }
    throw new IOException(STATUS + " has no line " + KEY + ", which tells the peak of memory");
  }
}
