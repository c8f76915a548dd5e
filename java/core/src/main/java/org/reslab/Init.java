// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import org.reslab.internal.Codes;

/** How the weights of a new network are drawn. */
public enum Init {
  /** PyTorch's own default of each module, {@code kaiming_uniform_(a=sqrt(5))} for convolutions. */
  DEFAULT("default"),

  /** He et al. 2015, <em>Delving Deep into Rectifiers</em>: normal, gain sqrt(2), fan-in. */
  HE_FAN_IN("he-fan-in"),

  /** The same with fan-out, as torchvision's ResNet does. */
  HE_FAN_OUT("he-fan-out");

  private final String label;

  Init(String label) {
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
  public static Init parse(String label) {
    return Labels.find("the initialisation is", label, values(), Init::label);
  }

  /** The constant of the C ABI. */
  int code() {
    return switch (this) {
      case DEFAULT -> Codes.initDefault();
      case HE_FAN_IN -> Codes.initHeFanIn();
      case HE_FAN_OUT -> Codes.initHeFanOut();
    };
  }
}
