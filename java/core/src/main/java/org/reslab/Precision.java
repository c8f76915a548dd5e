// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import org.reslab.internal.Codes;

/**
 * What the training and the evaluation of a network compute in. Weights and their update are
 * float32 in each, and so is the loss of an evaluation.
 */
public enum Precision {
  /** float32 throughout. */
  FP32("fp32"),

  /**
   * Products of convolutions and linear layers in TensorFloat-32, which keeps 10 bits of the
   * mantissa. CUDA devices only.
   */
  TF32("tf32"),

  /** Convolutions and linear layers in bfloat16, the rest by the rules of PyTorch's autocast. */
  BF16("bf16"),

  /**
   * The same in float16. The loss is scaled, so that small gradients do not vanish, and a step
   * whose gradients overflow changes no weight: as PyTorch's {@code GradScaler} with its defaults.
   */
  FP16("fp16");

  private final String label;

  Precision(String label) {
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
  public static Precision parse(String label) {
    return Labels.find("the precision is", label, values(), Precision::label);
  }

  /** The constant of the C ABI. */
  int code() {
    return switch (this) {
      case FP32 -> Codes.precisionFp32();
      case TF32 -> Codes.precisionTf32();
      case BF16 -> Codes.precisionBf16();
      case FP16 -> Codes.precisionFp16();
    };
  }
}
