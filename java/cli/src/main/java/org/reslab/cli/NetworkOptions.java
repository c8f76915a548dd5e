// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import org.jspecify.annotations.Nullable;
import org.reslab.Block;
import org.reslab.NetworkSpec;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** One network. */
final class NetworkOptions {
  private static final String DEFAULT_NET = "tinynet";
  private static final String DEFAULT_BLOCK = "basic";

  @Option(
      names = "--net",
      paramLabel = "NET",
      description = "tinynet, resnet-N or wrn-D-K (default: tinynet).")
  private @Nullable String net;

  @Option(
      names = "--block",
      paramLabel = "BLOCK",
      description = "A name, a spec, or either with [modifiers] (default: basic).")
  private @Nullable String block;

  @Option(
      names = "--classes",
      paramLabel = "N",
      description = "Classes it tells apart (default: 10).")
  private @Nullable Integer classes;

  @Mixin private final BlockOptions definitions = new BlockOptions();
  @Mixin private final ShapeOptions shape = new ShapeOptions();

  boolean namesNetAndBlock() {
    return net != null && block != null;
  }

  /** Returns the network, where {@code classes} holds unless an option says otherwise. */
  NetworkSpec spec(int defaultClasses) {
    Block resolved = definitions.resolve(block == null ? DEFAULT_BLOCK : block);
    NetworkSpec spec =
        NetworkSpec.builder(net == null ? DEFAULT_NET : net, resolved)
            .classes(classes == null ? defaultClasses : classes)
            .build();
    return shape.applyTo(spec);
  }

  NetworkSpec spec() {
    return spec(10);
  }

  /**
   * Returns the option that contradicts a network, and what it says of it; null where none does.
   *
   * @param found what a checkpoint says of itself
   */
  @Nullable String contradiction(NetworkSpec found) {
    if (net != null && !net.equals(found.net())) {
      return "--net %s, but it holds %s".formatted(net, found.net());
    }
    if (block != null && !definitions.resolve(block).spec().equals(found.block().spec())) {
      return "--block %s (%s), but it holds %s (%s)"
          .formatted(
              block, definitions.resolve(block).spec(), found.block().name(), found.block().spec());
    }
    if (classes != null && classes != found.classes()) {
      return "--classes %d, but it holds %d".formatted(classes, found.classes());
    }
    return shape.contradiction(found);
  }
}
