// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import java.nio.file.Path;
import java.util.List;

/**
 * What is known of a data set without reading its content.
 *
 * @param directory where it lies, or would lie once fetched
 * @param present whether every file is there and has the right size
 * @param bytes the sizes of the files that are there, added up
 * @param trainImages training images in the files that are there
 * @param testImages test images, likewise
 * @param files one entry for each file, training files first
 * @param sources where {@link DatasetStore#fetch} would get it from, in order
 */
public record DatasetReport(
    DatasetKind kind,
    Path directory,
    boolean present,
    int classes,
    long bytes,
    long trainImages,
    long testImages,
    List<FileCheck> files,
    List<String> sources) {
  /** Copies the lists. */
  public DatasetReport {
    files = List.copyOf(files);
    sources = List.copyOf(sources);
  }
}
