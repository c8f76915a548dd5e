// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.reslab.InvalidArgumentException;
import org.reslab.data.DataSource;
import org.reslab.data.DatasetKind;
import org.reslab.experiment.ExperimentCommand;
import picocli.CommandLine.Mixin;

/** Which data, and where it is. */
final class DataOptions {
  @Mixin
  private final SettingOptions options =
      SettingOptions.some(ExperimentCommand.TRAIN, "data", "data_dir");

  /** Returns what --data names. */
  DataSource source() {
    return options.experiment().data();
  }

  /**
   * Returns the data set that --data names.
   *
   * @throws InvalidArgumentException if it names a folder
   */
  DatasetKind kind() {
    DataSource source = source();
    if (source instanceof DataSource.Known(DatasetKind kind)) {
      return kind;
    }
    throw new InvalidArgumentException(
        "--data is %s, expected the name of a data set: one that is a folder is neither fetched nor has checksums"
            .formatted(source.label()));
  }

  @Nullable Path directory() {
    return options.experiment().dataDir();
  }
}
