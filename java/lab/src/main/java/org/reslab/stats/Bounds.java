// SPDX-License-Identifier: Apache-2.0
package org.reslab.stats;

/**
 * The closed range of all values that a quantity, and so the mean of such, can have.
 *
 * @param low lower end, may be negative infinity
 * @param high upper end, may be positive infinity
 */
public record Bounds(double low, double high) {
  /** Any number. */
  public static final Bounds NONE = new Bounds(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

  /** Magnitudes, counts and their ratios. */
  public static final Bounds NOT_NEGATIVE = new Bounds(0, Double.POSITIVE_INFINITY);

  /** Shares of a whole, such as accuracies. */
  public static final Bounds SHARE = new Bounds(0, 1);

  /** Cosines. */
  public static final Bounds COSINE = new Bounds(-1, 1);

  /**
   * Checks the ends.
   *
   * @throws IllegalArgumentException if an end is NaN, or the lower one is above the upper
   */
  public Bounds {
    Interval.requireRange(low, high);
  }

  /** Returns the range of the difference of two such quantities. */
  public Bounds ofDifference() {
    return new Bounds(low - high, high - low);
  }
}
