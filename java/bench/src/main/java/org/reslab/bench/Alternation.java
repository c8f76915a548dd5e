// SPDX-License-Identifier: Apache-2.0
package org.reslab.bench;

import java.util.List;

/**
 * Rounds of several contenders in turn, so that what disturbs the machine disturbs all of them: A B
 * C, then C B A, then A B C again.
 */
public final class Alternation {
  /** The least rounds from which anything is concluded. */
  public static final int LEAST_ROUNDS = 5;

  private Alternation() {}

  /**
   * Returns the contenders in the order of a round.
   *
   * @param round counted from 0
   */
  public static <C> List<C> order(int round, List<C> contenders) {
    return round % 2 == 0 ? contenders : contenders.reversed();
  }
}
