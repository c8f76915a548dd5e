// SPDX-License-Identifier: Apache-2.0
package org.reslab.report;

import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them, the same in every locale. */
public final class Numbers {
  /** Stands for a value that there is none of. */
  public static final String NONE = "-";

  private Numbers() {}

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

  /** Returns a value with so many decimals, or {@link #NONE} if it is not finite. */
  public static String fixed(double value, int decimals) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%." + decimals + "f", value) : NONE;
  }

  /** Returns a p-value, for example {@code 0.0312} or {@code <0.0001}. */
  public static String pValue(double value) {
    return value < 1e-4 ? "<0.0001" : fixed(value, 4);
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
}
