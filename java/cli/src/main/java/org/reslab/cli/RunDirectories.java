// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.reslab.experiment.RunDirectory;

/** Where commands keep what they measure. */
final class RunDirectories {
  private RunDirectories() {}

  /**
   * Makes the folder that {@code --out} names, or a new one in {@code runs/} named for the command.
   */
  static RunDirectory create(String command, @Nullable Path out, boolean overwrite) {
    Path path =
        out == null ? RunDirectory.defaultPath(command, Clock.system(ZoneId.systemDefault())) : out;
    return RunDirectory.create(path, overwrite);
  }
}
