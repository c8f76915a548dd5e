// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import java.util.function.IntSupplier;
import org.reslab.bindings.reslab_h;

/** By which statistics batch normalisation normalises while a probe looks at a network. */
public enum BnMode {
  /** Those of the batch, as in training; the running statistics stay as they are. */
  TRAIN("train", reslab_h::RL_BN_TRAIN),

  /** The running ones. At initialisation they make BN the identity. */
  EVAL("eval", reslab_h::RL_BN_EVAL);

  private final String label;
  private final IntSupplier code;

  BnMode(String label, IntSupplier code) {
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
  public static BnMode parse(String label) {
    return ByLabel.find("the BN mode is", label, values(), BnMode::label);
  }

  /** Returns the constant of the C ABI. */
  public int code() {
    return code.getAsInt();
  }
}
