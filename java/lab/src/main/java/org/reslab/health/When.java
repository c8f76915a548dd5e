// SPDX-License-Identifier: Apache-2.0
package org.reslab.health;

import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.reslab.InvalidArgumentException;

/**
 * What a check applies to. An empty set stands for any.
 *
 * @param kinds where the block activates
 * @param norms how the block normalises
 * @param blocks names of blocks without modifiers, for what depends on the exact order of
 *     operations
 * @param inits labels of initialisations
 * @param bnModes {@code train}, {@code eval}
 * @param inputs labels of inputs
 * @param zeroInit whether the last normalisation of the branch starts at 0; null for either
 * @param relu whether the network has ReLUs, which is known by {@code zero_fraction} having values;
 *     null for either
 * @param minDepth weight layers, at least
 * @param maxDepth weight layers, at most
 */
public record When(
    Set<Kind> kinds,
    Set<Norm> norms,
    Set<String> blocks,
    Set<String> inits,
    Set<String> bnModes,
    Set<String> inputs,
    @Nullable Boolean zeroInit,
    @Nullable Boolean relu,
    int minDepth,
    int maxDepth) {
  /** Applies to all. */
  public static final When ALWAYS =
      new When(
          Set.of(),
          Set.of(),
          Set.of(),
          Set.of(),
          Set.of(),
          Set.of(),
          null,
          null,
          0,
          Integer.MAX_VALUE);

  /**
   * Copies the sets.
   *
   * @throws InvalidArgumentException if no depth is left
   */
  public When {
    if (minDepth > maxDepth) {
      throw new InvalidArgumentException(
          "min_depth: found %s, expected at most max_depth, %s".formatted(minDepth, maxDepth));
    }
    kinds = Set.copyOf(kinds);
    norms = Set.copyOf(norms);
    blocks = Set.copyOf(blocks);
    inits = Set.copyOf(inits);
    bnModes = Set.copyOf(bnModes);
    inputs = Set.copyOf(inputs);
  }

  /** Returns whether all conditions hold. */
  public boolean holds(Evidence evidence) {
    Architecture it = evidence.architecture();
    return anyOrOneOf(kinds, it.kind())
        && anyOrOneOf(norms, it.norm())
        && anyOrOneOf(blocks, it.baseBlock())
        && anyOrOneOf(inits, it.init())
        && anyOrOneOf(bnModes, it.bnMode())
        && anyOrOneOf(inputs, it.input())
        && (zeroInit == null || zeroInit == it.traits().zeroInitialized())
        && (relu == null || relu == hasRelu(evidence))
        && minDepth <= it.depth()
        && it.depth() <= maxDepth;
  }

  private static <T> boolean anyOrOneOf(Set<T> allowed, T value) {
    return allowed.isEmpty() || allowed.contains(value);
  }

  private static boolean hasRelu(Evidence evidence) {
    double[] values = evidence.values("zero_fraction");
    return values != null && Arrays.stream(values).anyMatch(Double::isFinite);
  }
}
