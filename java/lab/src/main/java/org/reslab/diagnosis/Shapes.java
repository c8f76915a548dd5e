// SPDX-License-Identifier: Apache-2.0
package org.reslab.diagnosis;

import java.util.List;
import org.reslab.Layer;

/** What the layers of a network say of its shape. */
final class Shapes {
  private Shapes() {}

  /** Convolutions of the main path and the linear layer. */
  static int depth(List<Layer> layers) {
    return Math.toIntExact(
        layers.stream()
            .filter(layer ->
                (layer.kind() == Layer.Kind.CONVOLUTION || layer.kind() == Layer.Kind.LINEAR)
                    && !layer.onShortcut())
            .count());
  }

  /** Channels of the first block's output. */
  static long width(List<Layer> layers) {
    return layers.stream()
        .filter(Layer::blockOutput)
        .findFirst()
        .orElseThrow()
        .outputShape()
        .get(1);
  }

  /** Whether normalisation and activation come before pooling. */
  static boolean finalNorm(List<Layer> layers) {
    return layers.stream().anyMatch(layer -> layer.name().startsWith("final."));
  }
}
