// SPDX-License-Identifier: Apache-2.0
package org.reslab.health;

import org.reslab.BlockTraits;

/** How the layers of a block are normalised. */
public enum Norm {
  /** Batch normalisation alone. */
  BATCH,

  /** Group normalisation alone. */
  GROUP,

  /** Both. */
  MIXED,

  /** Not at all. */
  NONE;

  /** Returns the normalisation of a block. */
  public static Norm of(BlockTraits traits) {
    if (traits.batchNorms() > 0) {
      return traits.groupNorms() > 0 ? MIXED : BATCH;
    }
    return traits.groupNorms() > 0 ? GROUP : NONE;
  }
}
