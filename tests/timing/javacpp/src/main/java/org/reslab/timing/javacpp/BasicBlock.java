// SPDX-License-Identifier: Apache-2.0
package org.reslab.timing.javacpp;

import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** A post-activation block: ReLU after the addition, projection where the shape changes. */
final class BasicBlock {
  private final ConvNorm first;
  private final ConvNorm second;
  private final @Nullable ConvNorm down;

  BasicBlock(Parameters parameters, String name, long in, long out, long stride) {
    first = new ConvNorm(parameters, name + ".conv1", name + ".bn1", in, out, 3, stride);
    second = new ConvNorm(parameters, name + ".conv2", name + ".bn2", out, out, 3, 1);
    down =
        stride == 1 && in == out
            ? null
            : new ConvNorm(parameters, name + ".down.0", name + ".down.1", in, out, 1, stride);
  }

  Tensor forward(Tensor x) {
    Tensor branch = second.forward(first.forward(x).relu_());
    return branch.add_(down == null ? x : down.forward(x)).relu_();
  }
}
