// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.reslab.Checkpoint;
import org.reslab.Dataset;
import org.reslab.InvalidArgumentException;
import org.reslab.Network;
import org.reslab.NetworkSpec;
import org.reslab.data.DatasetKind;
import org.reslab.data.ImageSize;
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
    load(checkpoint, target, context);
  }

  /** Loads the weights of a file, and prints what was converted. */
  static void load(Path file, Network target, Context context) {
    target.load(file).ifPresent(notice -> context.message("%s: %s".formatted(file, notice)));
  }

  /**
   * Returns what the checkpoint says it holds, or null for a foreign one, which options describe.
   *
   * @throws InvalidArgumentException if options contradict it, or are missing for a foreign one
   */
  @Nullable NetworkSpec held() {
    @Nullable NetworkSpec found = Checkpoint.networkSpec(checkpoint);
    if (found == null) {
      if (!network.namesNetAndBlock()) {
        throw new InvalidArgumentException(
            "%s does not say which network it holds; name it with --net and --block"
                .formatted(checkpoint));
      }
      return null;
    }
    @Nullable String contradiction = network.contradiction(found);
    if (contradiction != null) {
      throw new InvalidArgumentException(
          "%s: %s; leave out the option".formatted(checkpoint, contradiction));
    }
    return found;
  }

  /** Returns what the options say that a foreign checkpoint holds, for the images of a data set. */
  NetworkSpec foreign(Dataset data) {
    NetworkSpec spec = network.spec(data.classes());
    return spec.classes() == data.classes()
        ? spec.toBuilder().images(data.description()).build()
        : spec;
  }

  /** Returns the size of images that is asked for, or null. */
  @Nullable ImageSize size() {
    return network.size();
  }

  /** Returns what the options say that a foreign checkpoint holds, for CIFAR-10's images. */
  NetworkSpec foreign() {
    return network.spec(DatasetKind.DEFAULT.classes());
  }
}
