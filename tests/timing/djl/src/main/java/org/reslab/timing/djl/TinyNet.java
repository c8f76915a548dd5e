// SPDX-License-Identifier: Apache-2.0
package org.reslab.timing.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.reslab.timing.TensorFile;

/** TinyNet: a stem, three stages of two basic blocks, pooling and a linear layer. */
final class TinyNet {
  private static final int[] PLANES = {32, 64, 128};
  private static final int BLOCKS = 2;

  private final Map<String, Parameter> parameters = new LinkedHashMap<>();
  private final SequentialBlock net = new SequentialBlock();

  TinyNet(int classes) {
    net.add(convNorm("stem.0", "stem.1", PLANES[0], 3, 1)).add(Activation.reluBlock());
    int in = PLANES[0];
    for (int stage = 0; stage < PLANES.length; stage++) {
      for (int block = 0; block < BLOCKS; block++) {
        String name = "stage" + (stage + 1) + "." + block;
        int stride = stage > 0 && block == 0 ? 2 : 1;
        net.add(basicBlock(name, in, PLANES[stage], stride));
        in = PLANES[stage];
      }
    }
    Linear head = Linear.builder().setUnits(classes).build();
    name("head.2.weight", head, "weight");
    name("head.2.bias", head, "bias");
    net.add(Pool.globalAvgPool2dBlock()).add(Blocks.batchFlattenBlock()).add(head);
  }

  private Block basicBlock(String name, int in, int out, int stride) {
    SequentialBlock branch =
        new SequentialBlock()
            .add(convNorm(name + ".conv1", name + ".bn1", out, 3, stride))
            .add(Activation.reluBlock())
            .add(convNorm(name + ".conv2", name + ".bn2", out, 3, 1));
    Block down =
        stride == 1 && in == out
            ? Blocks.identityBlock()
            : convNorm(name + ".down.0", name + ".down.1", out, 1, stride);
    return new ParallelBlock(
            paths -> {
              NDArray sum = paths.get(0).singletonOrThrow().add(paths.get(1).singletonOrThrow());
              return new NDList(Activation.relu(sum));
            })
        .addAll(branch, down);
  }

  private Block convNorm(String convName, String normName, int out, int kernel, int stride) {
    Conv2d conv =
        Conv2d.builder()
            .setFilters(out)
            .setKernelShape(new Shape(kernel, kernel))
            .optStride(new Shape(stride, stride))
            .optPadding(new Shape(kernel / 2, kernel / 2))
            .optBias(false)
            .build();
    name(convName + ".weight", conv, "weight");
    BatchNorm norm = BatchNorm.builder().build();
    name(normName + ".weight", norm, "gamma");
    name(normName + ".bias", norm, "beta");
    return new SequentialBlock().add(conv).add(norm);
  }

  private void name(String name, Block block, String parameter) {
    parameters.put(name, block.getDirectParameters().get(parameter));
  }

  Block block() {
    return net;
  }

  /** Returns every trainable tensor. */
  Iterable<Parameter> parameters() {
    return parameters.values();
  }

  /** Copies values into the parameters, which are initialised by then. */
  void load(Map<String, TensorFile.Tensor> values) {
    parameters.forEach((name, parameter) ->
        parameter.getArray().set(Objects.requireNonNull(values.get(name), name).floats()));
  }
}
