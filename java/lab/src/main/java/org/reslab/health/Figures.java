// SPDX-License-Identifier: Apache-2.0
package org.reslab.health;

import java.math.BigDecimal;
import java.math.MathContext;
import org.reslab.stats.Interval;

/** Numbers within sentences. */
final class Figures {
  private static final MathContext THREE_DIGITS = new MathContext(3);

  private Figures() {}

  /** Returns a value with three significant digits, for example 1.19, 17200 or 3.1e-6. */
  static String of(double value) {
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "undefined" : value > 0 ? "infinity" : "-infinity";
    }
    if (value == 0) {
      return "0";
    }
    BigDecimal rounded = new BigDecimal(value).round(THREE_DIGITS).stripTrailingZeros();
    double size = Math.abs(value);
    if (size >= 1e-4 && size < 1e6) {
      return rounded.toPlainString();
    }
    int exponent = rounded.precision() - rounded.scale() - 1;
    return rounded.scaleByPowerOfTen(-exponent).toPlainString() + "e" + exponent;
  }

  /** Returns an estimate with its bounds, for example 1.19 [1.18, 1.2]. */
  static String of(Interval value) {
    return value.hasBounds()
        ? "%s [%s, %s]".formatted(of(value.mean()), of(value.lower()), of(value.upper()))
        : of(value.mean());
  }
}
