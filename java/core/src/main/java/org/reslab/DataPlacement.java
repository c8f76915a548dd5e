// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import java.util.function.IntSupplier;
import org.reslab.bindings.reslab_h;

/** Where the data set of a training lies while a CUDA device trains; no matter on a CPU. */
public enum DataPlacement {
  /**
   * On the device where it fits along with the training, else streamed; streamed, too, with the
   * {@link Augmentation} {@code trivial}.
   */
  AUTO("auto", reslab_h::RL_DATA_AUTO),

  /** On the device, where the batches are assembled, too; refused with {@code trivial}. */
  RESIDENT("resident", reslab_h::RL_DATA_RESIDENT),

  /** On the host: each batch is assembled there while the step before it runs, and then copied. */
  STREAMED("streamed", reslab_h::RL_DATA_STREAMED);

  private final String label;
  private final IntSupplier code;

  DataPlacement(String label, IntSupplier code) {
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
  public static DataPlacement parse(String label) {
    return ByLabel.find("the data placement is", label, values(), DataPlacement::label);
  }

  /** Returns the constant of the C ABI. */
  public int code() {
    return code.getAsInt();
  }
}
