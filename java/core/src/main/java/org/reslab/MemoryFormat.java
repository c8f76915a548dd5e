// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import org.reslab.internal.Codes;

/**
 * How maps and the weights of convolutions lie in memory while a network is trained.
 *
 * <p>The values are the same, but LibTorch computes them with other kernels, which sum in another
 * order. In a network with ReLU such differences grow within a few steps at a learning rate of 0.1,
 * so a run follows a PyTorch script step by step only in the script's own memory format.
 */
public enum MemoryFormat {
  /** {@code [N, H, W, C]}, {@code torch.channels_last}: the faster one on CPUs. */
  CHANNELS_LAST("channels-last"),

  /** {@code [N, C, H, W]}, {@code torch.contiguous_format}: PyTorch's default. */
  CONTIGUOUS("contiguous");

  private final String label;

  MemoryFormat(String label) {
    this.label = label;
  }

  /** The name on the command line and in files. */
  public String label() {
    return label;
  }

  /**
   * Finds the value with a label.
   *
   * @throws InvalidArgumentException where none has it
   */
  public static MemoryFormat parse(String label) {
    return Labels.find("the memory format is", label, values(), MemoryFormat::label);
  }

  /** The constant of the C ABI. */
  int code() {
    return switch (this) {
      case CHANNELS_LAST -> Codes.memoryChannelsLast();
      case CONTIGUOUS -> Codes.memoryContiguous();
    };
  }
}
