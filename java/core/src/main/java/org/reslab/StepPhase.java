// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import java.util.function.IntSupplier;
import org.reslab.bindings.reslab_h;

/** Phases of a training step. */
public enum StepPhase {
  /** From the images to the loss. */
  FORWARD(reslab_h::RL_PHASE_FORWARD),

  /** From the loss to the gradients. */
  BACKWARD(reslab_h::RL_PHASE_BACKWARD),

  /** Gradient norm and update of the weights. */
  OPTIMIZER(reslab_h::RL_PHASE_OPTIMIZER),

  /** Outside of the others. */
  OTHER(reslab_h::RL_PHASE_OTHER);

  private final IntSupplier code;

  StepPhase(IntSupplier code) {
    this.code = code;
  }

  /** Returns the constant of the C ABI. */
  public int code() {
    return code.getAsInt();
  }
}
