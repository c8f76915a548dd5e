// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import org.reslab.internal.Codes;

/** Whose kernels compute the training and the evaluation of a network on a CPU. */
public enum Kernels {
  /**
   * ResLab's own where they serve ({@link Layer#fast}), LibTorch's elsewhere. They round otherwise
   * than LibTorch's, and the same on any number of threads.
   */
  FAST("fast"),

  /** LibTorch's for every layer. */
  REFERENCE("reference");

  private final String label;

  Kernels(String label) {
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
  public static Kernels parse(String label) {
    return Labels.find("the kernels are", label, values(), Kernels::label);
  }

  /** The constant of the C ABI. */
  int code() {
    return switch (this) {
      case FAST -> Codes.kernelsFast();
      case REFERENCE -> Codes.kernelsReference();
    };
  }
}
