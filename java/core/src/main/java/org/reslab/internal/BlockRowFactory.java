// SPDX-License-Identifier: Apache-2.0
package org.reslab.internal;

/** Makes the caller's account of a named block from the fields of an {@code rl_block_row}. */
@FunctionalInterface
public interface BlockRowFactory<T> {
  T create(String name, String spec, String summary, String source);
}
