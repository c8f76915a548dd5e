// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.reslab.experiment.Study;
import org.reslab.experiment.Variant;
import picocli.CommandLine.Option;

/** Settings from an experiment file. */
final class FileOptions {
  @Option(
      names = "--file",
      paramLabel = "YAML",
      description = "Take the settings of this experiment file; flags override it.")
  private @Nullable Path file;

  /** Returns the experiment of the file, or null where none was given. */
  @Nullable Variant variant() {
    return file == null ? null : Study.read(file).only();
  }

  @Nullable Path file() {
    return file;
  }
}
