// SPDX-License-Identifier: Apache-2.0
package org.reslab.internal;

import java.util.List;

/** Makes the caller's account of one layer from the fields of an {@code rl_layer}. */
@FunctionalInterface
public interface LayerFactory<T> {
  T create(
      String name,
      String type,
      int stage,
      int block,
      List<Long> outputShape,
      boolean blockOutput,
      boolean onShortcut,
      boolean fast,
      long parameters,
      long macs);
}
