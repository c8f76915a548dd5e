// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import java.util.function.IntSupplier;
import org.reslab.bindings.reslab_h;

/** Whose kernels compute the training and the evaluation of a network on a CPU. */
public enum Kernels {
  /**
   * ResLab's own where they serve ({@link Layer#fast}), LibTorch's elsewhere. They round otherwise
   * than LibTorch's, and the same on any number of threads.
   */
  FAST("fast", reslab_h::RL_KERNELS_FAST),

  /** LibTorch's for every layer. */
  REFERENCE("reference", reslab_h::RL_KERNELS_REFERENCE);

  private final String label;
  private final IntSupplier code;

  Kernels(String label, IntSupplier code) {
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
  public static Kernels parse(String label) {
    return ByLabel.find("the kernels are", label, values(), Kernels::label);
  }

  /** Returns the constant of the C ABI. */
  public int code() {
    return code.getAsInt();
  }
}
