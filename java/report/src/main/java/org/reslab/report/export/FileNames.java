// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.export;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** Names that are safe as files. */
final class FileNames {
  private static final int LONGEST = 100;

  private FileNames() {}

  /** Returns letters, digits, dots and dashes; a checksum follows where much had to go. */
  static String of(String text) {
    String safe = text.replace(", ", "-").replace(' ', '-').replaceAll("[^A-Za-z0-9.=_-]+", "-");
    safe = safe.replaceAll("^[-.]+|-+$", "");
    boolean plain = text.replace(", ", "-").replace(' ', '-').equals(safe);
    if (plain && safe.length() <= LONGEST) {
      return safe;
    }
    CRC32 checksum = new CRC32();
    checksum.update(text.getBytes(StandardCharsets.UTF_8));
    return "%s-%08x"
        .formatted(safe.substring(0, Math.min(safe.length(), LONGEST)), checksum.getValue());
  }
}
