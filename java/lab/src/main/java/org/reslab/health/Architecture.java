// SPDX-License-Identifier: Apache-2.0
package org.reslab.health;

import org.reslab.BlockTraits;
import org.reslab.InvalidArgumentException;

/**
 * What is judged: a network at initialisation, and how it was looked at.
 *
 * @param name what people call it
 * @param net for example {@code resnet-56}
 * @param block name or text of its block, for example {@code basic[norm=gn(8)]}
 * @param traits of the block
 * @param depth weight layers on the main path, at least 1
 * @param width channels of the first stage, at least 1
 * @param init label of the initialisation, as {@link org.reslab.Init#label()}
 * @param bnMode {@code train} or {@code eval}
 * @param input label of what it was shown, for example {@code gaussian}
 * @param finalNorm normalises and activates before pooling
 * @param classes logits, at least 2
 */
public record Architecture(
    String name,
    String net,
    String block,
    BlockTraits traits,
    int depth,
    long width,
    String init,
    String bnMode,
    String input,
    boolean finalNorm,
    int classes) {
  /**
   * Checks the sizes.
   *
   * @throws InvalidArgumentException if one is out of range
   */
  public Architecture {
    requireAtLeast("depth", depth, 1);
    requireAtLeast("width", width, 1);
    requireAtLeast("classes", classes, 2);
  }

  /** Returns where the block activates. */
  public Kind kind() {
    return Kind.of(traits);
  }

  /** Returns how the block normalises. */
  public Norm norm() {
    return Norm.of(traits);
  }

  /** Returns the block's name without modifiers, for example {@code basic}. */
  public String baseBlock() {
    int bracket = block.indexOf('[');
    return (bracket < 0 ? block : block.substring(0, bracket)).strip();
  }

  private static void requireAtLeast(String what, long found, long least) {
    if (found < least) {
      throw new InvalidArgumentException(
          "%s: found %s, expected at least %s".formatted(what, found, least));
    }
  }
}
