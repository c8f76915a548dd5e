// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.reslab.data.DatasetKind;
import org.reslab.experiment.ExperimentBuilder;
import picocli.CommandLine.Option;

/** Which data, and where it lies. */
final class DataOptions {
  @Option(
      names = "--data",
      paramLabel = "SET",
      converter = Labels.Kinds.class,
      completionCandidates = Labels.Kinds.class,
      description = "Data set: ${COMPLETION-CANDIDATES} (default: cifar10).")
  private @Nullable DatasetKind data;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description =
          "Folder with the .bin files, or the one above it (default: the cache, which fills"
              + " itself).")
  private @Nullable Path dataDir;

  DatasetKind kind() {
    return data == null ? DatasetKind.CIFAR10 : data;
  }

  @Nullable Path directory() {
    return dataDir;
  }

  void applyTo(ExperimentBuilder builder) {
    if (data != null) {
      builder.data(data);
    }
    if (dataDir != null) {
      builder.dataDir(dataDir);
    }
  }
}
