// SPDX-License-Identifier: Apache-2.0
package org.reslab.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.reslab.NativeIoException;

/** The resident memory of this process, as Linux counts it. */
public final class ProcessMemory {
  private static final Path STATUS = Path.of("/proc/self/status");

  private ProcessMemory() {}

  /**
   * Returns the most bytes that were resident at any time.
   *
   * @throws NativeIoException if the system does not say
   */
  public static long peakBytes() {
    return bytes("VmHWM:");
  }

  /** Returns the bytes that are resident now. */
  static long residentBytes() {
    return bytes("VmRSS:");
  }

  private static long bytes(String field) {
    List<String> lines;
    try {
      lines = Files.readAllLines(STATUS);
    } catch (IOException e) {
      throw new NativeIoException("cannot read " + STATUS + ": " + e, e);
    }
    return lines.stream()
        .filter(line -> line.startsWith(field))
        .map(line -> line.substring(field.length()).replace("kB", "").strip())
        .mapToLong(kibibytes -> Long.parseLong(kibibytes) * 1024)
        .findFirst()
        .orElseThrow(() -> new NativeIoException(STATUS + " has no line " + field));
  }
}
