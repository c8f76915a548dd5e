// SPDX-License-Identifier: Apache-2.0
package org.reslab.diagnosis;

import java.util.List;
import org.reslab.Layer;

/**
 * What a network costs for one image, known from its shapes.
 *
 * @param parameters elements of all trainable tensors
 * @param macs multiply-accumulate operations of convolutions and linear layers
 * @param flops floating-point operations of the same, 2 · MACs
 * @param elementwiseFlops operations of the other layers: normalisations 4 a value, activations,
 *     additions and scalings 1
 * @param backwardFlops of convolutions and linear layers: as much for the gradient by the input as
 *     for that by the weight, and none by the input for the first layer
 * @param activations values that convolutions put out (Radosavovic et al. 2020, <em>Designing
 *     Network Design Spaces</em>)
 */
public record Cost(
    long parameters,
    long macs,
    long flops,
    long elementwiseFlops,
    long backwardFlops,
    long activations) {
  /** Adds up the layers of a network. */
  public static Cost of(List<Layer> layers) {
    long parameters = 0;
    long macs = 0;
    long elementwise = 0;
    long backward = 0;
    long activations = 0;
    boolean first = true;
    for (Layer layer : layers) {
      parameters += layer.parameters();
      macs += layer.macs();
      elementwise += layer.elementwiseFlops();
      if (layer.macs() > 0) {
        backward += (first ? 2 : 4) * layer.macs();
        first = false;
      }
      if (layer.kind() == Layer.Kind.CONVOLUTION) {
        activations += outputs(layer);
      }
    }
    return new Cost(parameters, macs, 2 * macs, elementwise, backward, activations);
  }

  /** Values that a layer puts out for one image. */
  public static long outputs(Layer layer) {
    return layer.outputShape().stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
  }
}
