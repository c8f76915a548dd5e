// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import org.reslab.internal.Codes;

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
    OPERATION,

    /** Waiting for the batch. */
    WAIT,

    /** What no other part accounts for; the time that profiling itself takes is in it. */
    REST;

    /** Finds the value with a constant of the C ABI. */
    static Kind ofCode(int code) {
      for (Kind kind : values()) {
        if (kind.code() == code) {
          return kind;
        }
      }
      throw new InternalErrorException("unknown kind of part " + code);
    }

    private int code() {
      return switch (this) {
        case OPERATION -> Codes.partOperation();
        case WAIT -> Codes.partWait();
        case REST -> Codes.partRest();
      };
    }
  }
}
