// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reslab.NetworkSpec;
import org.reslab.cli.TextLists.Counts;
import org.reslab.experiment.ExperimentBuilder;
import picocli.CommandLine.Option;

/** What a network is beyond its family and block. */
final class ShapeOptions {
  @Option(
      names = "--base",
      paramLabel = "N",
      description = "Channels of the first stage (default: the family's).")
  private @Nullable Long base;

  @Option(
      names = "--layers",
      paramLabel = "N,N,…",
      converter = Counts.Converter.class,
      description = "Blocks in each stage (default: the family's).")
  private @Nullable Counts layers;

  private @Nullable Boolean finalNorm;

  @Option(
      names = "--final-norm",
      negatable = true,
      description =
          "Put BN-ReLU before pooling, or not (default: the family's; tinynet has none, as in the"
              + " notebook).")
  void finalNorm(boolean given) {
    finalNorm = given;
  }

  void applyTo(ExperimentBuilder builder) {
    if (base != null) {
      builder.width(base);
    }
    if (layers != null) {
      builder.layers(layers.values());
    }
    if (finalNorm != null) {
      builder.finalNorm(finalNorm);
    }
  }

  /** As {@link NetworkOptions#contradiction}. */
  @Nullable String contradiction(NetworkSpec found) {
    if (base != null && base != found.width()) {
      return "--base %d, but it has %d".formatted(base, found.width());
    }
    if (layers != null && !layers.values().equals(found.layers())) {
      return "--layers %s, but it has %s".formatted(layers.values(), found.layers());
    }
    if (finalNorm != null && !finalNorm.equals(found.finalNorm())) {
      return finalNorm ? "--final-norm, but it has none" : "--no-final-norm, but it has one";
    }
    return null;
  }

  NetworkSpec applyTo(NetworkSpec spec) {
    return spec.toBuilder()
        .width(base == null ? 0 : base)
        .layers(layers == null ? List.of() : layers.values())
        .finalNorm(finalNorm)
        .build();
  }
}
