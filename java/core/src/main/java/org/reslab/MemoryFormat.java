// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import java.util.function.IntSupplier;
import org.reslab.bindings.reslab_h;

/**
 * How maps and the weights of convolutions lie in memory while a network is trained.
 *
 * <p>The values are the same, but LibTorch computes them with other kernels, which sum in another
 * order. In a network with ReLU such differences grow within a few steps at a learning rate of 0.1,
 * so a run follows a PyTorch script step by step only in the script's own memory format.
 */
public enum MemoryFormat {
  /** {@code [N, H, W, C]}, {@code torch.channels_last}: the faster one on CPUs. */
  CHANNELS_LAST("channels-last", reslab_h::RL_MEMORY_CHANNELS_LAST),

  /** {@code [N, C, H, W]}, {@code torch.contiguous_format}: PyTorch's default. */
  CONTIGUOUS("contiguous", reslab_h::RL_MEMORY_CONTIGUOUS);

  private final String label;
  private final IntSupplier code;

  MemoryFormat(String label, IntSupplier code) {
    this.label = label;
    this.code = code;
  }

  /** The name on the command line and in files. */
  public String label() {
    return label;
  }

  /**
   * Finds the value with a label.
   *
   * @throws InvalidArgumentException if none has it
   */
  public static MemoryFormat parse(String label) {
    return ByLabel.find("the memory format is", label, values(), MemoryFormat::label);
  }

  /** Returns the constant of the C ABI. */
  public int code() {
    return code.getAsInt();
  }
}
