// SPDX-License-Identifier: Apache-2.0
package org.reslab.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.reslab.stats.Interval;
import org.reslab.stats.SlopeFit;

/**
 * The cost of training against one setting, the others being held.
 *
 * @param kind the setting
 * @param points in ascending order
 * @param fits what is expected of the curve, held against it; none of fewer than three points
 */
public record Curve(Kind kind, List<Point> points, List<Fit> fits) {
  private static final double LEVEL = 0.95;
  private static final int LEAST_POINTS = 3;

  /** Copies the lists. */
  public Curve {
    points = List.copyOf(points);
    fits = List.copyOf(fits);
  }

  /** What a curve runs over. */
  public enum Kind {
    /** Images of a round, and of the data set. */
    IMAGES("images"),
    /** Images a step. */
    BATCH("batch"),
    /** Layers of resnet-N. */
    DEPTH("layers"),
    /** Channels of the first stage. */
    WIDTH("channels"),
    /** CPU threads of one operation. */
    THREADS("threads");

    private final String unit;

    Kind(String unit) {
      this.unit = unit;
    }

    /** What is counted. */
    public String unit() {
      return unit;
    }
  }

  /**
   * One setting, measured in a process of its own.
   *
   * @param x value of the setting
   * @param secondsPerImage wall time of a training step over its images
   * @param idleBytes resident memory before the first step: the program, weights and images
   * @param peakBytes most resident memory
   */
  public record Point(long x, Spread secondsPerImage, long idleBytes, long peakBytes) {
    /** What training takes beyond what was there before the first step. */
    public long stepBytes() {
      return peakBytes - idleBytes;
    }
  }

  /** Which line is fitted. */
  public enum Form {
    /** y against x. */
    LINEAR,
    /** ln y against ln x: the slope is the power of x. */
    POWER
  }

  /**
   * A line through the points.
   *
   * @param quantity what y is, for labels
   * @param form of the line
   * @param slope with its 95 % t interval; {@link Interval#mean} is the slope
   * @param intercept of the line
   * @param rSquared share of the variance of y that the line accounts for
   */
  public record Fit(
      String quantity, Form form, Interval slope, double intercept, double rSquared) {}

  /** Makes a curve with the fits that show whether it is as expected. */
  static Curve of(Kind kind, List<Point> points) {
    if (points.size() < LEAST_POINTS) {
      return new Curve(kind, points, List.of());
    }
    ToDoubleFunction<Point> time = point -> point.secondsPerImage().median();
    ToDoubleFunction<Point> memory = point -> (double) point.stepBytes();
    String seconds = "seconds per image";
    String bytes = "bytes of a step";
    List<Fit> fits =
        switch (kind) {
          case IMAGES -> List.of(fit(seconds, Form.POWER, points, time));
          case BATCH ->
              List.of(
                  fit(seconds, Form.POWER, points, time), fit(bytes, Form.LINEAR, points, memory));
          case DEPTH ->
              List.of(
                  fit(seconds, Form.LINEAR, points, time), fit(bytes, Form.LINEAR, points, memory));
          case WIDTH -> List.of(fit(seconds, Form.POWER, points, time));
          case THREADS -> List.of(fit(seconds, Form.POWER, points, time));
        };
    return new Curve(kind, points, fits);
  }

  private static Fit fit(
      String quantity, Form form, List<Point> points, ToDoubleFunction<Point> y) {
    double[] xs = points.stream().mapToDouble(point -> scale(form, (double) point.x())).toArray();
    double[] ys =
        points.stream().mapToDouble(point -> scale(form, y.applyAsDouble(point))).toArray();
    SlopeFit fit = SlopeFit.of(xs, ys, LEVEL);
    return new Fit(quantity, form, fit.slope(), fit.intercept(), fit.rSquared());
  }

  private static double scale(Form form, double value) {
    return form == Form.POWER ? Math.log(value) : value;
  }
}
