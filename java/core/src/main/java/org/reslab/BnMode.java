// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import org.reslab.internal.Codes;

/** By which statistics batch normalisation normalises while a probe looks at a network. */
public enum BnMode {
  /** Those of the batch, as in training; the running statistics stay as they are. */
  TRAIN("train"),

  /** The running ones. At initialisation they make BN the identity. */
  EVAL("eval");

  private final String label;

  BnMode(String label) {
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
  public static BnMode parse(String label) {
    return Labels.find("the BN mode is", label, values(), BnMode::label);
  }

  /** The constant of the C ABI. */
  int code() {
    return switch (this) {
      case TRAIN -> Codes.bnTrain();
      case EVAL -> Codes.bnEval();
    };
  }
}
