// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import java.util.List;

/**
 * One layer of a network, in the order of execution.
 *
 * @param name as in the checkpoint, for example {@code stage2.0.conv1}
 * @param type PyTorch's class name, for example {@code Conv2d}, or {@code Add}
 * @param stage 1-based; 0 outside the stages
 * @param block 0-based within its stage; -1 outside the blocks
 * @param outputShape for one image: {@code [1, C, H, W]} or {@code [1, F]}
 * @param blockOutput whether its output is that of its block
 * @param onShortcut whether it belongs to a shortcut or to its gate
 * @param fast whether {@link Kernels#FAST} computes it on ResLab's own kernels on this CPU
 * @param parameters elements of its trainable tensors
 * @param macs multiply-accumulate operations per image; convolutions and linear layers only
 */
public record Layer(
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
  /** Copies the shape. */
  public Layer {
    outputShape = List.copyOf(outputShape);
  }
}
