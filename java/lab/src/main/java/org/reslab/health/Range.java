// SPDX-License-Identifier: Apache-2.0
package org.reslab.health;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;
import org.reslab.InvalidArgumentException;
import org.reslab.stats.Interval;
import org.reslab.text.Numbers;

/**
 * Values that are expected, the ends included.
 *
 * @param low negative infinity where there is no lower end
 * @param high positive infinity where there is no upper end
 */
public record Range(double low, double high) {
  /**
   * Checks the ends.
   *
   * @throws InvalidArgumentException if one is NaN, both are infinite, or low is above high
   */
  public Range {
    if (!(low <= high) || (Double.isInfinite(low) && Double.isInfinite(high))) {
      throw new InvalidArgumentException(
          "range: found [%s, %s], expected a lower end that is at most the upper"
              .formatted(low, high));
    }
  }

  /** Reads a range from a file, in which an end that is not there is null. */
  @JsonCreator
  static Range stored(
      @JsonProperty("low") @Nullable Double low, @JsonProperty("high") @Nullable Double high) {
    return new Range(
        low == null ? Double.NEGATIVE_INFINITY : low,
        high == null ? Double.POSITIVE_INFINITY : high);
  }

  /** Returns whether another range lies in this one. */
  public boolean contains(Range other) {
    return low <= other.low && other.high <= high;
  }

  boolean contains(Interval interval) {
    return interval.inside(low, high);
  }

  boolean isDisjointFrom(Interval interval) {
    return interval.disjointFrom(low, high);
  }

  /** Returns the range in words, for example {@code 0.5 to 5} or {@code at most 100}. */
  @Override
  public String toString() {
    if (Double.isInfinite(low)) {
      return "at most " + Numbers.value(high);
    }
    if (Double.isInfinite(high)) {
      return "at least " + Numbers.value(low);
    }
    return low == high
        ? "exactly " + Numbers.value(low)
        : Numbers.value(low) + " to " + Numbers.value(high);
  }
}
