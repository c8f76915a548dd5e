// SPDX-License-Identifier: Apache-2.0
package org.reslab.report;

import java.util.Arrays;

/** A curve of eight heights in one line of text. */
final class Sparkline {
  private static final String HEIGHTS = "▁▂▃▄▅▆▇█";
  private static final char UNDEFINED = '·';

  private Sparkline() {}

  /**
   * Draws values from the lowest to the highest of them.
   *
   * @param values NaN leaves a dot
   * @param logarithmic whether heights follow the logarithm, for which values at or below 0 count
   *     as undefined
   */
  static String of(double[] values, boolean logarithmic) {
    double[] points =
        Arrays.stream(values).map(value -> logarithmic ? Math.log(value) : value).toArray();
    double low = Arrays.stream(points).filter(Double::isFinite).min().orElse(0);
    double high = Arrays.stream(points).filter(Double::isFinite).max().orElse(0);
    return of(points, low, high);
  }

  /** Draws values between two heights; what is not finite leaves a dot. */
  static String of(double[] points, double low, double high) {
    StringBuilder line = new StringBuilder();
    for (double point : points) {
      line.append(Double.isFinite(point) ? height(point, low, high) : UNDEFINED);
    }
    return line.toString();
  }

  private static char height(double point, double low, double high) {
    double share = high > low ? (point - low) / (high - low) : 0;
    return HEIGHTS.charAt((int) Math.round(share * (HEIGHTS.length() - 1)));
  }
}
