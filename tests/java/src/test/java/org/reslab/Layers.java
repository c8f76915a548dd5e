// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import java.util.List;

/** Layers for tests, as the native part describes layers of these types. */
public final class Layers {
  private Layers() {}

  /** Returns a layer whose kind and elementwise cost follow from its type. */
  public static Layer layer(
      String name,
      String type,
      int stage,
      int block,
      List<Long> outputShape,
      boolean blockOutput,
      boolean onShortcut,
      boolean fast,
      long parameters,
      long macs) {
    Layer.Kind kind =
        switch (type) {
          case "Conv2d" -> Layer.Kind.CONVOLUTION;
          case "Linear" -> Layer.Kind.LINEAR;
          case "BatchNorm2d", "GroupNorm" -> Layer.Kind.NORMALIZATION;
          case "ReLU", "SiLU", "GELU" -> Layer.Kind.ACTIVATION;
          case "Add" -> Layer.Kind.MERGE;
          case "Flatten" -> Layer.Kind.FEATURES;
          default -> Layer.Kind.OTHER;
        };
    long operations =
        switch (kind) {
          case NORMALIZATION -> 4;
          case ACTIVATION, MERGE -> 1;
          default -> 0;
        };
    return new Layer(
        name,
        type,
        kind,
        stage,
        block,
        outputShape,
        outputShape,
        0,
        0,
        blockOutput,
        onShortcut,
        type.equals("ReLU"),
        fast,
        parameters,
        macs,
        operations * outputShape.stream().mapToLong(Long::longValue).reduce(1, (a, b) -> a * b));
  }
}
