// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import java.util.function.IntSupplier;
import org.reslab.bindings.reslab_h;

/** The order of the values of images in memory. */
public enum PixelLayout {
  /** {@code [images, channels, height, width]}, as PyTorch's tensors. */
  PLANES(reslab_h::RL_LAYOUT_PLANES),

  /** {@code [images, height, width, channels]}, as most decoders of pictures give them. */
  INTERLEAVED(reslab_h::RL_LAYOUT_INTERLEAVED);

  private final IntSupplier code;

  PixelLayout(IntSupplier code) {
    this.code = code;
  }

  /** Returns the constant of the C ABI. */
  public int code() {
    return code.getAsInt();
  }
}
