// SPDX-License-Identifier: Apache-2.0
package org.reslab.timing.javacpp;

import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.reslab.timing.TensorFile;

/** The trainable tensors, channels-last where they have four dimensions, from initial values. */
final class Parameters {
  private final Map<String, TensorFile.Tensor> initial;
  private final TensorVector all = new TensorVector();

  Parameters(Map<String, TensorFile.Tensor> initial) {
    this.initial = initial;
  }

  /** Returns the tensor with a name as a leaf that gets a gradient. */
  Tensor take(String name) {
    TensorFile.Tensor values = Objects.requireNonNull(initial.get(name), name);
    Tensor tensor = Tensor.create(values.floats(), values.sizes());
    if (values.shape().size() == 4) {
      tensor = tensor.contiguous(MemoryFormat.ChannelsLast);
    }
    tensor.set_requires_grad(true);
    all.push_back(tensor);
    return tensor;
  }

  /** Returns every tensor taken so far. */
  TensorVector all() {
    return all;
  }
}
