// SPDX-License-Identifier: Apache-2.0
package org.reslab.text;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.reslab.stats.Interval;

/**
 * Numbers as people read them, the same in every locale. {@code texts.js} of the report page
 * follows the same rules, so that a number reads alike on the page and in the terminal.
 *
 * <p>A measured value has four significant digits, and more where there are more before the point.
 * It is plain from 0.0001 to below 1,000,000, as is a whole number below 10^9, and scientific
 * ({@code 1.433e7}) beyond. Values that are read together share the notation.
 */
public final class Numbers {
  /** Stands for a value that there is none of. */
  public static final String NONE = "-";

  private static final int DIGITS = 4;

  private static final double PLAIN_FROM = 1e-4;
  private static final double PLAIN_BELOW = 1e6;
  private static final double WHOLE_BELOW = 1e9;

  private Numbers() {}

  /**
   * Returns a measured value without trailing zeros, for sentences, for example {@code 1.19},
   * {@code 17234} or {@code 3.1e-6}; {@code undefined} for NaN.
   */
  public static String value(double value) {
    return text(value, far(value) && !whole(value), decimals(value), true);
  }

  /**
   * Returns numbers that are read together, such as a column or an interval: in one notation, each
   * with four significant digits, and without decimals where all are whole.
   */
  public static List<String> alike(double... values) {
    boolean whole = whole(values);
    boolean scientific = !whole && Arrays.stream(values).anyMatch(Numbers::far);
    return Arrays.stream(values)
        .mapToObj(value -> text(value, scientific, whole ? 0 : decimals(value), false))
        .toList();
  }

  /**
   * Returns an estimate with its bounds, where it has some, for example {@code 1.190 [1.180,
   * 1.200]}; {@code undefined} where there is no estimate.
   */
  public static String interval(double mean, double lower, double upper) {
    if (Double.isNaN(mean)) {
      return value(mean);
    }
    if (Double.isNaN(lower) || Double.isNaN(upper)) {
      return alike(mean).getFirst();
    }
    List<String> texts = alike(mean, lower, upper);
    return "%s [%s, %s]".formatted(texts.get(0), texts.get(1), texts.get(2));
  }

  /** Returns an estimate as {@link #interval(double, double, double)} does. */
  public static String interval(Interval interval) {
    return interval(interval.mean(), interval.lower(), interval.upper());
  }

  /** Returns a value with so many decimals, or {@link #NONE} if it is not finite. */
  public static String fixed(double value, int decimals) {
    return Double.isFinite(value)
        ? BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_UP).toPlainString()
        : NONE;
  }

  /** Returns a share in percent with so many decimals, or {@link #NONE} if it is not finite. */
  public static String percent(double share, int decimals) {
    return Double.isFinite(share)
        ? BigDecimal.valueOf(share)
                .movePointRight(2)
                .setScale(decimals, RoundingMode.HALF_UP)
                .toPlainString()
            + "%"
        : NONE;
  }

  /** Returns a p-value, for example {@code 0.0312} or {@code <0.0001}. */
  public static String pValue(double value) {
    return value < 1e-4 ? "<0.0001" : fixed(value, 4);
  }

  /** Returns a count with separators, for example {@code 696,618}. */
  public static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** Returns a count with a decimal prefix, for example {@code 101.2M}. */
  public static String scaled(long value) {
    String[] prefixes = {"", "k", "M", "G", "T", "P", "E"};
    double scaled = value;
    int i = 0;
    while (scaled >= 999.95 && i < prefixes.length - 1) {
      scaled /= 1000;
      i++;
    }
    return i == 0 ? Long.toString(value) : fixed(scaled, 1) + prefixes[i];
  }

  /** Returns bytes in binary units, for example {@code 2.66 MiB}. */
  public static String bytes(double value) {
    String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
    double scaled = value;
    int i = 0;
    while (scaled >= 1023.995 && i < units.length - 1) {
      scaled /= 1024;
      i++;
    }
    return (i == 0 ? fixed(scaled, 0) : fixed(scaled, 2)) + " " + units[i];
  }

  /** Returns a time, for example {@code 8.4s}, {@code 4m 12s} or {@code 1h 05m}. */
  public static String duration(Duration value) {
    double seconds = value.toMillis() / 1000.0;
    if (seconds < 59.95) {
      return fixed(seconds, 1) + "s";
    }
    long rounded = Math.round(seconds);
    if (rounded < 3600) {
      return String.format(Locale.ROOT, "%dm %02ds", rounded / 60, rounded % 60);
    }
    long minutes = Math.round(seconds / 60);
    return String.format(Locale.ROOT, "%dh %02dm", minutes / 60, minutes % 60);
  }

  /**
   * Returns a time in seconds as {@link #duration(Duration)} does, or {@link #NONE} if it is not
   * finite.
   */
  public static String seconds(double value) {
    return Double.isFinite(value) ? duration(Duration.ofMillis(Math.round(value * 1000))) : NONE;
  }

  private static String text(double value, boolean scientific, int decimals, boolean stripped) {
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "undefined" : value > 0 ? "infinity" : "-infinity";
    }
    BigDecimal exact = BigDecimal.valueOf(value);
    if (!scientific) {
      return mantissa(exact.setScale(decimals, RoundingMode.HALF_UP), stripped);
    }
    if (value == 0) {
      return "0";
    }
    BigDecimal rounded = exact.round(new MathContext(DIGITS));
    int exponent = exponent(rounded);
    BigDecimal mantissa = rounded.scaleByPowerOfTen(-exponent).setScale(DIGITS - 1);
    return mantissa(mantissa, stripped) + "e" + exponent;
  }

  private static String mantissa(BigDecimal value, boolean stripped) {
    return (stripped ? value.stripTrailingZeros() : value).toPlainString();
  }

  private static boolean far(double value) {
    double size = Math.abs(value);
    return Double.isFinite(value) && size != 0 && (size < PLAIN_FROM || size >= PLAIN_BELOW);
  }

  private static boolean whole(double... values) {
    return Arrays.stream(values)
        .filter(Double::isFinite)
        .allMatch(value -> value == Math.rint(value) && Math.abs(value) < WHOLE_BELOW);
  }

  private static int decimals(double value) {
    return value == 0 || !Double.isFinite(value) ? 0 : Math.max(0, DIGITS - 1 - exponent(value));
  }

  private static int exponent(double value) {
    return exponent(BigDecimal.valueOf(value));
  }

  private static int exponent(BigDecimal value) {
    return value.precision() - value.scale() - 1;
  }
}
