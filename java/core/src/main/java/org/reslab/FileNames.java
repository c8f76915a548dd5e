// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import java.util.function.IntSupplier;
import org.reslab.bindings.reslab_h;

/** Whose names the tensors of a checkpoint have. */
public enum FileNames {
  /** Those that the net says in its clause {@code names}. */
  NET("net", reslab_h::RL_NAMES_NET),

  /** Those of the network's layers, for example {@code stage1.0.conv1.weight}. */
  RESLAB("reslab", reslab_h::RL_NAMES_RESLAB),

  /** Those of torchvision's ResNet, for example {@code layer1.0.conv1.weight}. */
  TORCHVISION("torchvision", reslab_h::RL_NAMES_TORCHVISION),

  /** Those of timm's ResNet, or of its ResNetV2 where all blocks are pre-activated. */
  TIMM("timm", reslab_h::RL_NAMES_TIMM);

  private final String label;
  private final IntSupplier code;

  FileNames(String label, IntSupplier code) {
    this.label = label;
    this.code = code;
  }

  /** The name on the command line. */
  public String label() {
    return label;
  }

  /**
   * Finds the value with a label.
   *
   * @throws InvalidArgumentException if none has it
   */
  public static FileNames parse(String label) {
    return ByLabel.find("the names are", label, values(), FileNames::label);
  }

  /** Returns the constant of the C ABI. */
  public int code() {
    return code.getAsInt();
  }
}
