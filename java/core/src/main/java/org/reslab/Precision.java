// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import java.util.function.IntSupplier;
import org.reslab.bindings.reslab_h;

/**
 * What the training and the evaluation of a network compute in. Weights and their update are
 * float32 in each, and so is the loss of an evaluation.
 */
public enum Precision {
  /** float32 throughout. */
  FP32("fp32", reslab_h::RL_PRECISION_FP32),

  /**
   * Products of convolutions and linear layers in TensorFloat-32, which keeps 10 bits of the
   * mantissa. CUDA devices only.
   */
  TF32("tf32", reslab_h::RL_PRECISION_TF32),

  /** Convolutions and linear layers in bfloat16, the rest by the rules of PyTorch's autocast. */
  BF16("bf16", reslab_h::RL_PRECISION_BF16),

  /**
   * The same in float16. The loss is scaled, so that small gradients do not vanish, and a step
   * whose gradients overflow changes no weight: as PyTorch's {@code GradScaler} with its defaults.
   */
  FP16("fp16", reslab_h::RL_PRECISION_FP16);

  private final String label;
  private final IntSupplier code;

  Precision(String label, IntSupplier code) {
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
  public static Precision parse(String label) {
    return ByLabel.find("the precision is", label, values(), Precision::label);
  }

  /** Returns the constant of the C ABI. */
  public int code() {
    return code.getAsInt();
  }
}
