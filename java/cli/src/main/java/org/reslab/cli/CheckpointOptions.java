// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.reslab.Checkpoint;
import org.reslab.InvalidArgumentException;
import org.reslab.Network;
import org.reslab.NetworkSpec;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A checkpoint to load, and the network that it holds. */
final class CheckpointOptions {
  @Option(
      names = "--checkpoint",
      paramLabel = "FILE",
      required = true,
      description = "The safetensors file with the weights.")
  private Path checkpoint = Path.of("");

  @Mixin private final NetworkOptions network = new NetworkOptions();

  Path file() {
    return checkpoint;
  }

  /** Loads the weights, and prints what was converted. */
  void load(Network target, Context context) {
    target
        .load(checkpoint)
        .ifPresent(notice -> context.message("%s: %s".formatted(checkpoint, notice)));
  }

  /**
   * Returns what the checkpoint says it holds, or for a foreign one what the options say.
   *
   * @param defaultClasses classes of a foreign one where no option says
   */
  NetworkSpec spec(int defaultClasses) {
    @Nullable NetworkSpec found = Checkpoint.networkSpec(checkpoint);
    if (found == null) {
      if (!network.namesNetAndBlock()) {
        throw new InvalidArgumentException(
            "%s does not say which network it holds; name it with --net and --block"
                .formatted(checkpoint));
      }
      return network.spec(defaultClasses);
    }
    @Nullable String contradiction = network.contradiction(found);
    if (contradiction != null) {
      throw new InvalidArgumentException(
          "%s: %s; leave out the option".formatted(checkpoint, contradiction));
    }
    return found;
  }
}
