// SPDX-License-Identifier: Apache-2.0
package org.reslab.health;

import org.reslab.stats.Interval;

/**
 * How post- and pre-activation compare in one metric, paired by seed.
 *
 * @param metric its name
 * @param post estimate with post-activation
 * @param pre estimate with pre-activation
 * @param advantage mean advantage of pre-activation over the pairs with its t interval, positive
 *     where it is ahead; of logarithms where {@code logarithmic}
 * @param logarithmic whether advantage and margin are of logarithms
 * @param margin the largest advantage that counts as none
 * @param pValue of the paired t-test that there is no difference
 * @param pHolm the same, corrected for the number of metrics
 * @param pEquivalence of the two one-sided tests that the difference is beyond the margin
 * @param pairs seeds with a value on both sides
 * @param undefined seeds without
 * @param result how it comes out
 * @param sentence the same in words
 */
public record Contest(
    String metric,
    Interval post,
    Interval pre,
    Interval advantage,
    boolean logarithmic,
    double margin,
    double pValue,
    double pHolm,
    double pEquivalence,
    int pairs,
    int undefined,
    Result result,
    String sentence) {
  /** How a contest comes out. */
  public enum Result {
    /** Pre-activation is ahead, by more than the margin may hide. */
    PRE_AHEAD,

    /** Post-activation is ahead. */
    POST_AHEAD,

    /** The difference is shown to lie within the margin. */
    EQUIVALENT,

    /** Neither a difference nor its absence is shown. */
    OPEN,

    /** No seed has a value on both sides. */
    UNDEFINED
  }
}
