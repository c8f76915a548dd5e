// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import java.util.function.IntSupplier;
import org.reslab.bindings.reslab_h;

/** How a CUDA device is given the steps of a training; a CPU knows one way alone. */
public enum StepMode {
  /** After a few steps a step is recorded as a CUDA graph, which is then replayed. */
  AUTO("auto", reslab_h::RL_STEPS_AUTO),

  /** Every step is issued one operation at a time. */
  EAGER("eager", reslab_h::RL_STEPS_EAGER);

  private final String label;
  private final IntSupplier code;

  StepMode(String label, IntSupplier code) {
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
  public static StepMode parse(String label) {
    return ByLabel.find("the step mode is", label, values(), StepMode::label);
  }

  /** Returns the constant of the C ABI. */
  public int code() {
    return code.getAsInt();
  }
}
