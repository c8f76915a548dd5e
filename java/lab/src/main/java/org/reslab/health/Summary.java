// SPDX-License-Identifier: Apache-2.0
package org.reslab.health;

import java.util.Arrays;
import org.reslab.metrics.Metrics;
import org.reslab.stats.Bootstrap;
import org.reslab.stats.Interval;
import org.reslab.stats.LogSummary;

/** How the values of the seeds become one with an interval. Values not finite are left out. */
public enum Summary {
  /** Arithmetic mean, Student's t. */
  MEAN,

  /** Geometric mean, Student's t of the logarithms; values that are not positive are left out. */
  GEOMETRIC,

  /** Arithmetic mean, BCa bootstrap of 9999 resamples with a fixed seed: for skewed values. */
  BOOTSTRAP;

  private static final Bootstrap RESAMPLING = new Bootstrap(9999, 0);

  /**
   * Returns the estimate, its interval cut to what the metric can be; {@link Interval#n} is the
   * number of values that went in.
   *
   * @param metric its name
   * @param level confidence level in (0, 1)
   */
  public Interval of(String metric, double[] values, double level) {
    double[] finite = Arrays.stream(values).filter(Double::isFinite).toArray();
    Interval interval =
        switch (this) {
          case MEAN -> Interval.meanT(finite, level);
          case GEOMETRIC -> LogSummary.of(finite, level).geometricMean();
          // Values that do not vary have a t interval of no width, and no bootstrap.
          case BOOTSTRAP ->
              Arrays.stream(finite).distinct().count() == 1
                  ? Interval.meanT(finite, level)
                  : RESAMPLING.mean(finite, level);
        };
    return interval.within(Metrics.bounds(metric));
  }
}
