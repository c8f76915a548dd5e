// SPDX-License-Identifier: Apache-2.0
package org.reslab.internal;

/** Makes the caller's account of a block from the fields of an {@code rl_block_traits}. */
@FunctionalInterface
public interface BlockTraitsFactory<T> {
  T create(
      boolean hasShortcut,
      boolean unusedShortcut,
      boolean preActivated,
      boolean activatesAfterMerge,
      boolean normalizesAfterMerge,
      boolean activatesShortcut,
      boolean altersShortcut,
      boolean branchEndsActivated,
      int shrinkingConvolutions,
      int branchConvolutions,
      int batchNorms,
      int groupNorms,
      boolean zeroInitialized);
}
