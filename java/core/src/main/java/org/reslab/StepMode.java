// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import org.reslab.internal.Codes;

/** How a CUDA device is given the steps of a training; a CPU knows one way alone. */
public enum StepMode {
  /** After a few steps a step is recorded as a CUDA graph, which is then replayed. */
  AUTO("auto"),

  /** Every step is issued one operation at a time. */
  EAGER("eager");

  private final String label;

  StepMode(String label) {
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
  public static StepMode parse(String label) {
    return Labels.find("the step mode is", label, values(), StepMode::label);
  }

  /** The constant of the C ABI. */
  int code() {
    return switch (this) {
      case AUTO -> Codes.stepsAuto();
      case EAGER -> Codes.stepsEager();
    };
  }
}
