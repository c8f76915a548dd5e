// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import java.util.function.IntSupplier;
import org.reslab.bindings.reslab_h;

/**
 * Layouts of the CIFAR binary files (Krizhevsky 2009, <em>Learning Multiple Layers of
 * Features</em>).
 */
public enum CifarFormat {
  /** Records of 1 label byte and 3072 pixel bytes (planes R, G, B); 10 classes. */
  CIFAR10(reslab_h::RL_FORMAT_CIFAR10),
  /** Records of a coarse and a fine label byte and 3072 pixel bytes; 100 classes, the fine ones. */
  CIFAR100(reslab_h::RL_FORMAT_CIFAR100);

  private final IntSupplier code;

  CifarFormat(IntSupplier code) {
    this.code = code;
  }

  /** Returns the constant of the C ABI. */
  public int code() {
    return code.getAsInt();
  }
}
