// SPDX-License-Identifier: Apache-2.0
package org.reslab.timing.javacpp;

import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.BatchNorm2dImpl;
import org.bytedeco.pytorch.BatchNormOptions;
import org.bytedeco.pytorch.Conv2dImpl;
import org.bytedeco.pytorch.Conv2dOptions;
import org.bytedeco.pytorch.Tensor;

/** A convolution without bias and the batch normalisation after it. */
final class ConvNorm {
  private final Conv2dImpl conv;
  private final BatchNorm2dImpl norm;

  ConvNorm(
      Parameters parameters,
      String convName,
      String normName,
      long in,
      long out,
      long kernel,
      long stride) {
    Conv2dOptions options = new Conv2dOptions(in, out, new LongPointer(kernel, kernel));
    // As arrays: two longs would be an index and a value.
    options.stride().put(new long[] {stride, stride});
    options.padding().get0().put(new long[] {kernel / 2, kernel / 2});
    options.bias().put(false);
    conv = new Conv2dImpl(options);
    conv.weight(parameters.take(convName + ".weight"));
    norm = new BatchNorm2dImpl(new BatchNormOptions(out));
    norm.weight(parameters.take(normName + ".weight"));
    norm.bias(parameters.take(normName + ".bias"));
  }

  Tensor forward(Tensor x) {
    return norm.forward(conv.forward(x));
  }
}
