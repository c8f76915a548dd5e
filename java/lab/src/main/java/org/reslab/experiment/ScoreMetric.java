// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reslab.stats.Bounds;
import org.reslab.stats.Interval;

/** What {@link FinalScores} holds, in the order of the columns. All are in [0, 1]. */
public enum ScoreMetric {
  /** Top-5 on the test images. */
  TEST_TOP5_ACCURACY("test top-5 %", true, FinalScores::testTop5Accuracy),

  /** Expected calibration error on the test images. */
  TEST_CALIBRATION_ERROR("test ECE", false, FinalScores::testCalibrationError),

  /** Top-5 on the validation images; null where there are none. */
  VAL_TOP5_ACCURACY("val top-5 %", true, FinalScores::valTop5Accuracy),

  /** Expected calibration error on the validation images; null where there are none. */
  VAL_CALIBRATION_ERROR("val ECE", false, FinalScores::valCalibrationError);

  private final String title;
  private final boolean percent;
  private final Function<FinalScores, @Nullable Double> value;

  ScoreMetric(String title, boolean percent, Function<FinalScores, @Nullable Double> value) {
    this.title = title;
    this.percent = percent;
    this.value = value;
  }

  /** Returns the names of all columns. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(ScoreMetric::label).toList();
  }

  /**
   * Returns the mean of each metric by its label, without those that no cell has.
   *
   * @param level confidence level of the intervals
   */
  static Map<String, Interval> intervals(Collection<FinalScores> cells, double level) {
    Map<String, Interval> intervals = new LinkedHashMap<>();
    for (ScoreMetric metric : values()) {
      double[] found =
          cells.stream().map(metric::of).filter(Objects::nonNull).mapToDouble(v -> v).toArray();
      if (found.length > 0) {
        intervals.put(metric.label(), Interval.meanT(found, level).within(Bounds.SHARE));
      }
    }
    return intervals;
  }

  /** Returns the name of the column, and in documents. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the heading of its column in a text. */
  public String title() {
    return title;
  }

  /** Returns whether a text shows it in percent. */
  public boolean percent() {
    return percent;
  }

  /** Returns the value of a cell, null where it has none. */
  public @Nullable Double of(FinalScores scores) {
    return value.apply(scores);
  }
}
