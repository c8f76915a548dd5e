// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import java.util.function.IntSupplier;
import org.reslab.bindings.reslab_h;

/** Why {@link Trainer#run} came back. */
public enum StopReason {
  /** It had done the steps asked for. */
  STEPS(reslab_h::RL_STOP_STEPS),
  /** Its time was over. */
  TIME(reslab_h::RL_STOP_TIME),
  /** An epoch is complete. */
  EPOCH(reslab_h::RL_STOP_EPOCH),
  /** The last epoch is complete; further calls return this at once, without a step. */
  FINISHED(reslab_h::RL_STOP_FINISHED),
  /** The {@link CancelFlag} was set; a further call continues the training. */
  CANCELLED(reslab_h::RL_STOP_CANCELLED);

  private final IntSupplier code;

  StopReason(IntSupplier code) {
    this.code = code;
  }

  /** Returns the constant of the C ABI. */
  public int code() {
    return code.getAsInt();
  }
}
