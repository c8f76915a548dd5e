// SPDX-License-Identifier: Apache-2.0
package org.reslab.timing.javacpp;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** TinyNet: a stem, three stages of two basic blocks, pooling and a linear layer. */
final class TinyNet {
  private static final long[] PLANES = {32, 64, 128};
  private static final int BLOCKS = 2;

  private final ConvNorm stem;
  private final List<BasicBlock> blocks = new ArrayList<>();
  private final LinearImpl head;

  TinyNet(Parameters parameters, long classes) {
    stem = new ConvNorm(parameters, "stem.0", "stem.1", 3, PLANES[0], 3, 1);
    long in = PLANES[0];
    for (int stage = 0; stage < PLANES.length; stage++) {
      for (int block = 0; block < BLOCKS; block++) {
        String name = "stage" + (stage + 1) + "." + block;
        long stride = stage > 0 && block == 0 ? 2 : 1;
        blocks.add(new BasicBlock(parameters, name, in, PLANES[stage], stride));
        in = PLANES[stage];
      }
    }
    head = new LinearImpl(in, classes);
    head.weight(parameters.take("head.2.weight"));
    head.bias(parameters.take("head.2.bias"));
  }

  Tensor forward(Tensor images) {
    Tensor x = stem.forward(images).relu_();
    for (BasicBlock block : blocks) {
      x = block.forward(x);
    }
    return head.forward(torch.adaptive_avg_pool2d(x, 1, 1).flatten(1, -1));
  }
}
