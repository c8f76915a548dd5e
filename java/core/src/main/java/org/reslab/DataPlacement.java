// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import org.reslab.internal.Codes;

/** Where the data set of a training lies while a CUDA device trains; no matter on a CPU. */
public enum DataPlacement {
  /** On the device where it fits beside the training, else streamed. */
  AUTO("auto"),

  /** On the device, where the batches are assembled, too. */
  RESIDENT("resident"),

  /** On the host: each batch is assembled there while the step before it runs, and then copied. */
  STREAMED("streamed");

  private final String label;

  DataPlacement(String label) {
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
  public static DataPlacement parse(String label) {
    return Labels.find("the data placement is", label, values(), DataPlacement::label);
  }

  /** The constant of the C ABI. */
  int code() {
    return switch (this) {
      case AUTO -> Codes.dataAuto();
      case RESIDENT -> Codes.dataResident();
      case STREAMED -> Codes.dataStreamed();
    };
  }
}
