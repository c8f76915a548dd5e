// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import org.reslab.internal.Codes;

/** Phases of a training step. */
public enum StepPhase {
  /** From the images to the loss. */
  FORWARD,

  /** From the loss to the gradients. */
  BACKWARD,

  /** Gradient norm and update of the weights. */
  OPTIMIZER,

  /** Outside of the others. */
  OTHER;

  /** Finds the value with a constant of the C ABI. */
  static StepPhase ofCode(int code) {
    for (StepPhase phase : values()) {
      if (phase.code() == code) {
        return phase;
      }
    }
    throw new InternalErrorException("unknown phase " + code);
  }

  private int code() {
    return switch (this) {
      case FORWARD -> Codes.phaseForward();
      case BACKWARD -> Codes.phaseBackward();
      case OPTIMIZER -> Codes.phaseOptimizer();
      case OTHER -> Codes.phaseOther();
    };
  }
}
