// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import java.util.function.IntSupplier;
import org.reslab.bindings.reslab_h;

/**
 * Where time goes in a training step: one operation in one phase, or what is none.
 *
 * @param name as LibTorch records it, for example {@code aten::convolution_backward}
 * @param kind what it is
 * @param phase where in the step
 * @param seconds wall time a step, without that of operations that it calls
 * @param calls a step; 0 for {@link Kind#REST}
 */
public record StepPart(String name, Kind kind, StepPhase phase, double seconds, double calls) {
  /** What a part is. */
  public enum Kind {
    /** An operation. */
    OPERATION(reslab_h::RL_PART_OPERATION),

    /** Waiting for the batch. */
    WAIT(reslab_h::RL_PART_WAIT),

    /** What no other part accounts for; the time that profiling itself takes is in it. */
    REST(reslab_h::RL_PART_REST);

    private final IntSupplier code;

    Kind(IntSupplier code) {
      this.code = code;
    }

    /** Returns the constant of the C ABI. */
    public int code() {
      return code.getAsInt();
    }
  }
}
