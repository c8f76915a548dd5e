// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import java.nio.file.Path;
import java.util.List;

/**
 * The files of one data set, verified.
 *
 * @param directory the folder they lie in
 * @param train training files, in the order in which their records count
 * @param test test files, likewise
 */
public record DatasetFiles(DatasetKind kind, Path directory, List<Path> train, List<Path> test) {
  /** Copies the lists. */
  public DatasetFiles {
    train = List.copyOf(train);
    test = List.copyOf(test);
  }
}
