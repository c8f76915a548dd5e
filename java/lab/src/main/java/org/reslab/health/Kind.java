// SPDX-License-Identifier: Apache-2.0
package org.reslab.health;

import org.reslab.BlockTraits;

/** Where a block activates, which decides how signals grow with depth. */
public enum Kind {
  /** No shortcut is added: a chain of layers. */
  PLAIN,

  /** An activation follows the merge, as in He et al. 2015 (ResNet v1). */
  POST,

  /** Activates before the branch and not after the merge, as in He et al. 2016 (ResNet v2). */
  PRE,

  /** A shortcut is added, with activations elsewhere or nowhere. */
  OTHER;

  /** Returns the kind of a block. */
  public static Kind of(BlockTraits traits) {
    if (!traits.hasShortcut()) {
      return PLAIN;
    }
    if (traits.activatesAfterMerge()) {
      return POST;
    }
    return traits.preActivated() ? PRE : OTHER;
  }
}
