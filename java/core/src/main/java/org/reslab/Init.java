// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import java.util.function.IntSupplier;
import org.reslab.bindings.reslab_h;

/** How the weights of a new network are drawn. */
public enum Init {
  /** PyTorch's own default of each module, {@code kaiming_uniform_(a=sqrt(5))} for convolutions. */
  DEFAULT("default", reslab_h::RL_INIT_DEFAULT),

  /** He et al. 2015, <em>Delving Deep into Rectifiers</em>: normal, gain sqrt(2), fan-in. */
  HE_FAN_IN("he-fan-in", reslab_h::RL_INIT_HE_FAN_IN),

  /** The same with fan-out, as torchvision's ResNet does. */
  HE_FAN_OUT("he-fan-out", reslab_h::RL_INIT_HE_FAN_OUT);

  private final String label;
  private final IntSupplier code;

  Init(String label, IntSupplier code) {
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
  public static Init parse(String label) {
    return ByLabel.find("the initialisation is", label, values(), Init::label);
  }

  /** Returns the constant of the C ABI. */
  public int code() {
    return code.getAsInt();
  }
}
