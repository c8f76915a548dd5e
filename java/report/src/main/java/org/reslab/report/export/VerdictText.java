// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.export;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Numbers of a verdict of {@code diagnosis.json}, for people. */
final class VerdictText {
  private VerdictText() {}

  /** The estimate with its interval. */
  static String value(Map<String, @Nullable Object> verdict) {
    Map<String, @Nullable Object> value = Fields.object(verdict.get("value"));
    double mean = Fields.number(value.get("mean"));
    double lower = Fields.number(value.get("lower"));
    double upper = Fields.number(value.get("upper"));
    if (Double.isNaN(mean)) {
      return "undefined";
    }
    return Double.isNaN(lower) || Double.isNaN(upper)
        ? number(mean)
        : "%s [%s, %s]".formatted(number(mean), number(lower), number(upper));
  }

  /** The range that the value was to lie in; empty where there is none. */
  static String expected(Map<String, @Nullable Object> verdict) {
    Map<String, @Nullable Object> range = Fields.object(verdict.get("expected"));
    double low = Fields.number(range.get("low"));
    double high = Fields.number(range.get("high"));
    if (Double.isNaN(low) && Double.isNaN(high)) {
      return "";
    }
    if (Double.isNaN(low)) {
      return "at most " + number(high);
    }
    return Double.isNaN(high) ? "at least " + number(low) : number(low) + " to " + number(high);
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e9
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, "%.4g", value);
  }
}
