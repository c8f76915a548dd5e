// SPDX-License-Identifier: Apache-2.0
package org.reslab.parity;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.reslab.Measure;
import org.reslab.StepRecord;

/** Distances between what two devices computed. */
final class Differences {
  /** The share of a metric's largest value below which a value is nothing. */
  private static final double NOTHING = 1e-6;

  private Differences() {}

  /** The largest difference as a share of the largest expected value. */
  static double ofLogits(float[] found, float[] expected) {
    requireEqual("logits", found.length, expected.length);
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < found.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i]));
      difference = max(difference, Math.abs((double) found[i] - expected[i]));
    }
    return difference / largest;
  }

  /** Values that differ in a bit. */
  static int bits(float[] found, float[] expected) {
    requireEqual("values", found.length, expected.length);
    return count(
        found.length,
        i -> Float.floatToRawIntBits(found[i]) != Float.floatToRawIntBits(expected[i]));
  }

  /** Labels that differ. */
  static int labels(long[] found, long[] expected) {
    requireEqual("labels", found.length, expected.length);
    return count(found.length, i -> found[i] != expected[i]);
  }

  /**
   * The largest relative difference of numbers measured by a probe; two NaN are the same. What is
   * negligible compared with the metric's values of other layers is negligible here: the mean of a
   * normalised map is rounding alone.
   */
  static double ofMeasures(List<Measure> found, List<Measure> expected) {
    requireEqual("measures", found.size(), expected.size());
    Map<String, Double> largest = new HashMap<>();
    for (Measure measure : expected) {
      double size = Double.isNaN(measure.value()) ? 0 : Math.abs(measure.value());
      largest.merge(measure.metric(), size, Math::max);
    }
    double difference = 0;
    for (int i = 0; i < found.size(); i++) {
      double floor = NOTHING * largest.getOrDefault(expected.get(i).metric(), 0.0);
      difference = max(difference, relative(found.get(i).value(), expected.get(i).value(), floor));
    }
    return difference;
  }

  /** The largest relative difference of the losses. */
  static double ofLosses(List<StepRecord> found, List<StepRecord> expected) {
    requireEqual("steps", found.size(), expected.size());
    double difference = 0;
    for (int i = 0; i < found.size(); i++) {
      difference = max(difference, relative(found.get(i).loss(), expected.get(i).loss(), 0));
    }
    return difference;
  }

  /** Steps whose loss or gradient norm differs in a bit. */
  static int bits(List<StepRecord> found, List<StepRecord> expected) {
    requireEqual("steps", found.size(), expected.size());
    return count(
        found.size(),
        i ->
            Double.compare(found.get(i).loss(), expected.get(i).loss()) != 0
                || Double.compare(found.get(i).gradNorm(), expected.get(i).gradNorm()) != 0);
  }

  private static int count(int values, IntPredicate differs) {
    return Math.toIntExact(IntStream.range(0, values).filter(differs).count());
  }

  /** The relative difference of the gradient norms of the first steps. */
  static double ofFirstGradients(List<StepRecord> found, List<StepRecord> expected) {
    return relative(found.getFirst().gradNorm(), expected.getFirst().gradNorm(), 0);
  }

  /**
   * A difference by the larger value.
   *
   * @param floor what it is at least measured by
   */
  private static double relative(double found, double expected, double floor) {
    if (found == expected || (Double.isNaN(found) && Double.isNaN(expected))) {
      return 0;
    }
    double size = Math.max(floor, Math.max(Math.abs(found), Math.abs(expected)));
    return Math.abs(found - expected) / size;
  }

  /** Unlike {@link Math#max}, NaN is kept by comparison alone: once found it stays. */
  private static double max(double sofar, double next) {
    return Double.isNaN(sofar) || sofar >= next ? sofar : next;
  }

  private static void requireEqual(String what, int found, int expected) {
    if (found != expected) {
      throw new IllegalStateException(
          "found %s %s, expected %s: both devices run the same".formatted(found, what, expected));
    }
  }
}
