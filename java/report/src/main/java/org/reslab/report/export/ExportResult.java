// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.export;

import java.nio.file.Path;
import java.util.List;

/**
 * What an export wrote.
 *
 * @param files in the order in which they were written
 * @param notes what a format cannot hold or a run does not have, in sentences
 */
public record ExportResult(List<Path> files, List<String> notes) {
  /** Copies the lists. */
  public ExportResult {
    files = List.copyOf(files);
    notes = List.copyOf(notes);
  }
}
