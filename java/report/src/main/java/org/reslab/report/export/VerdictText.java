// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.export;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.reslab.health.Range;
import org.reslab.stats.Interval;

/** Numbers of a verdict of {@code diagnosis.json}, for people. */
final class VerdictText {
  private VerdictText() {}

  /** The estimate with its interval. */
  static String value(Interval value) {
    if (Double.isNaN(value.mean())) {
      return "undefined";
    }
    return value.hasBounds()
        ? "%s [%s, %s]"
            .formatted(number(value.mean()), number(value.lower()), number(value.upper()))
        : number(value.mean());
  }

  /** The range that the value was to lie in; empty where there is none. */
  static String expected(@Nullable Range range) {
    if (range == null) {
      return "";
    }
    if (Double.isInfinite(range.low())) {
      return "at most " + number(range.high());
    }
    return Double.isInfinite(range.high())
        ? "at least " + number(range.low())
        : number(range.low()) + " to " + number(range.high());
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e9
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, "%.4g", value);
  }
}
