// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.nio.file.Path;
import java.util.List;
import org.reslab.store.RunFolders;
import org.reslab.store.RunIndex;
import picocli.CommandLine.Option;

/** Where the runs are. */
final class RunsOptions {
  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Folder of the run directories (default: ${DEFAULT-VALUE}).")
  private Path dir = Path.of("runs");

  Path dir() {
    return dir;
  }

  /** Returns the directory of the run that a person means. */
  Path resolve(String text) {
    return RunFolders.resolve(dir, text);
  }

  List<Path> resolve(List<String> texts) {
    return texts.stream().map(this::resolve).distinct().toList();
  }

  /** Opens the index of the folder; what is unusual about it is reported. */
  RunIndex index(Context context) {
    return RunIndex.open(dir, note -> context.message("note: " + note));
  }
}
