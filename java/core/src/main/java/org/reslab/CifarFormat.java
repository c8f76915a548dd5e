// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import org.reslab.internal.Codes;

/**
 * Layouts of the CIFAR binary files (Krizhevsky 2009, <em>Learning Multiple Layers of
 * Features</em>).
 */
public enum CifarFormat {
  /** Records of 1 label byte and 3072 pixel bytes (planes R, G, B); 10 classes. */
  CIFAR10,
  /** Records of a coarse and a fine label byte and 3072 pixel bytes; 100 classes, the fine ones. */
  CIFAR100;

  /** The constant of the C ABI. */
  int code() {
    return switch (this) {
      case CIFAR10 -> Codes.formatCifar10();
      case CIFAR100 -> Codes.formatCifar100();
    };
  }
}
