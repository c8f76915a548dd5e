// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.reslab.data.DatasetKind;
import org.reslab.experiment.ExperimentCommand;
import picocli.CommandLine.Mixin;

/** Which data, and where it is. */
final class DataOptions {
  @Mixin
  private final SettingOptions options =
      SettingOptions.some(ExperimentCommand.TRAIN, "data", "data_dir");

  DatasetKind kind() {
    return options.experiment().data();
  }

  @Nullable Path directory() {
    return options.experiment().dataDir();
  }
}
