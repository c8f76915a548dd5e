// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.series;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What several seeds measured of one quantity, as a line with a band. NaN is where no seed has a
 * value.
 *
 * @param x ascending
 * @param mean over the seeds that have a value
 * @param low the least of the seeds' values; null where the band would be the line itself
 * @param high the greatest, likewise
 */
@SuppressWarnings("ArrayRecordComponent") // columns of a chart, compared by nobody
public record Line(double[] x, double[] mean, double @Nullable [] low, double @Nullable [] high) {
  private static final MathContext DIGITS = new MathContext(6);

  /** From this ratio of the largest to the smallest of positive values y is logarithmic. */
  private static final double ORDERS = 20;

  /**
   * What one seed measured: columns of equal length.
   *
   * @param x ascending
   * @param y at each
   */
  @SuppressWarnings("ArrayRecordComponent") // likewise
  public record Samples(double[] x, double[] y) {}

  /** The values that share a point of the line. */
  private static final class Point {
    private double x;
    private double sum;
    private int count;
    private double low = Double.POSITIVE_INFINITY;
    private double high = Double.NEGATIVE_INFINITY;

    void add(double at, double y) {
      x = Math.max(x, at);
      if (Double.isFinite(y)) {
        sum += y;
        count++;
        low = Math.min(low, y);
        high = Math.max(high, y);
      }
    }
  }

  /**
   * Lays seeds over each other. With {@code width} above 1 so many neighbouring places become one
   * point, at the last of them, whose band holds the least and the greatest value of all of them.
   *
   * @param seeds their places are whole numbers from 0
   */
  public static Line over(List<Samples> seeds, long width) {
    TreeMap<Long, Point> points = new TreeMap<>();
    for (Samples seed : seeds) {
      for (int i = 0; i < seed.x().length; i++) {
        long place = Math.ceilDiv((long) seed.x()[i], width);
        points.computeIfAbsent(place, _ -> new Point()).add(seed.x()[i], seed.y()[i]);
      }
    }
    List<Point> ordered = new ArrayList<>(points.values());
    boolean band = ordered.stream().anyMatch(point -> point.count > 1);
    return new Line(
        column(ordered, point -> point.x),
        column(ordered, point -> point.sum / point.count),
        band ? column(ordered, point -> point.count == 0 ? Double.NaN : point.low) : null,
        band ? column(ordered, point -> point.count == 0 ? Double.NaN : point.high) : null);
  }

  /** Returns whether values are positive and span orders of magnitude; NaN is passed over. */
  public static boolean spansOrders(Stream<double[]> lines) {
    DoubleSummaryStatistics values =
        lines.flatMapToDouble(Arrays::stream).filter(Double::isFinite).summaryStatistics();
    return values.getMin() > 0 && values.getMax() / values.getMin() >= ORDERS;
  }

  private static double[] column(List<Point> points, ToDoubleFunction<Point> value) {
    return rounded(points.stream().mapToDouble(value).toArray());
  }

  /** Six significant digits: no chart shows more, and the page is half as large. */
  public static double[] rounded(double[] values) {
    return Arrays.stream(values).map(Line::rounded).toArray();
  }

  /** Returns the value with six significant digits. */
  public static double rounded(double value) {
    return Double.isFinite(value) && value != Math.rint(value)
        ? new BigDecimal(value).round(DIGITS).doubleValue()
        : value;
  }
}
