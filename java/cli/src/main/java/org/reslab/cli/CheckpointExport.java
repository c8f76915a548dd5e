// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reslab.Checkpoint;
import org.reslab.FileNames;
import org.reslab.InvalidArgumentException;
import org.reslab.MemorySession;
import org.reslab.Network;
import org.reslab.NetworkSpec;
import org.reslab.files.OutputFile;

/** Writes a checkpoint again, with the names of another library. */
final class CheckpointExport {
  private final CommonOptions common;
  private final FileNames names;

  CheckpointExport(CommonOptions common, FileNames names) {
    this.common = common;
    this.names = names;
  }

  /**
   * Writes the file.
   *
   * @param checkpoints one, in a list as the command line has it
   * @param out where to, or null where it was not said
   * @throws InvalidArgumentException if there are more, none says where to, or the file is not
   *     ResLab's
   */
  void write(List<Path> checkpoints, @Nullable Path out, boolean overwrite) {
    if (checkpoints.size() != 1) {
      throw new InvalidArgumentException(
          "--names: found %s files, expected one checkpoint".formatted(checkpoints.size()));
    }
    if (out == null) {
      throw new InvalidArgumentException("--names needs --out with the file to write");
    }
    Path target = OutputFile.resolve(out, "--out", overwrite);
    Path source = checkpoints.getFirst();
    @Nullable NetworkSpec spec = Checkpoint.networkSpec(source);
    if (spec == null) {
      throw new InvalidArgumentException(
          "%s does not say which network it holds, expected a checkpoint of ResLab"
              .formatted(source));
    }
    try (MemorySession session = MemorySession.open()) {
      Network network = session.network(spec);
      CheckpointOptions.load(source, network, common.context());
      network.save(target, names);
    }
    if (common.json()) {
      common.context().printJson(Map.of("out", out.toAbsolutePath(), "names", names.label()));
    } else {
      common.context().print("wrote %s: names of %s".formatted(out, names.label()));
    }
  }
}
