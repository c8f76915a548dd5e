// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import java.util.List;
import java.util.function.IntSupplier;
import org.reslab.bindings.reslab_h;

/**
 * One layer of a network, in the order of execution.
 *
 * @param name for example {@code stage2.0.conv1}; parameters may have another one in files
 * @param type PyTorch's class name, for example {@code Conv2d}, or {@code Add}
 * @param kind what it does, whatever its type is called
 * @param stage 1-based; 0 outside the stages
 * @param block 0-based within its stage; -1 outside the blocks
 * @param inputShape for one image: {@code [1, C, H, W]} or {@code [1, F]}; of a merge that of its
 *     branch
 * @param outputShape likewise
 * @param kernel side of the window of a convolution or pooling; 0 where there is none
 * @param groups of a convolution or a group normalisation; 0 elsewhere
 * @param blockOutput whether its output is that of its block
 * @param onShortcut whether it belongs to a shortcut or to its gate
 * @param rectifies whether it gives 0 for every input that is not positive, as ReLU does
 * @param fast whether {@link Kernels#FAST} computes it on ResLab's own kernels on this CPU
 * @param parameters elements of its trainable tensors
 * @param macs multiply-accumulate operations per image; convolutions and linear layers only
 * @param elementwiseFlops floating-point operations per image that are no multiply-accumulates: 4
 *     for each value of a normalisation, 1 for each of an activation, a merge, a scaling or a
 *     dropout
 */
public record Layer(
    String name,
    String type,
    Kind kind,
    int stage,
    int block,
    List<Long> inputShape,
    List<Long> outputShape,
    int kernel,
    int groups,
    boolean blockOutput,
    boolean onShortcut,
    boolean rectifies,
    boolean fast,
    long parameters,
    long macs,
    long elementwiseFlops) {
  /** What a layer does in its network. */
  public enum Kind {
    /** None of the others: scaling, dropout, zero padding, pooling, the sigmoid of a gate. */
    OTHER(reslab_h::RL_KIND_OTHER),
    /** A convolution. */
    CONVOLUTION(reslab_h::RL_KIND_CONVOLUTION),
    /** A linear layer. */
    LINEAR(reslab_h::RL_KIND_LINEAR),
    /** A normalisation. */
    NORMALIZATION(reslab_h::RL_KIND_NORMALIZATION),
    /** A nonlinear function of each value. */
    ACTIVATION(reslab_h::RL_KIND_ACTIVATION),
    /** The merge of a block's branch with its shortcut. */
    MERGE(reslab_h::RL_KIND_MERGE),
    /** The pooled features, flattened: the input of the classifier. */
    FEATURES(reslab_h::RL_KIND_FEATURES);

    private final IntSupplier code;

    Kind(IntSupplier code) {
      this.code = code;
    }

    /** Returns the constant of the C ABI. */
    public int code() {
      return code.getAsInt();
    }
  }

  /** Copies the shape. */
  public Layer {
    outputShape = List.copyOf(outputShape);
  }
}
