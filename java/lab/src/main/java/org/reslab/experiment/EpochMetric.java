// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.reslab.stats.Bounds;
import org.reslab.stats.Interval;

/** What is measured of an epoch, in the order of the columns of {@code epochs.csv}. */
public enum EpochMetric {
  /** Mean cross-entropy of the batches. */
  TRAIN_LOSS("train_loss", EpochResult::trainLoss),

  /** Mean cross-entropy of the test images. */
  TEST_LOSS("test_loss", EpochResult::testLoss),

  /** Top-1, in [0, 1]. */
  TEST_ACCURACY("test_accuracy", EpochResult::testAccuracy, Bounds.SHARE),

  /** Mean cross-entropy of the validation images; NaN where there are none. */
  VAL_LOSS("val_loss", epoch -> orNaN(epoch.valLoss())),

  /** Top-1 on the validation images, in [0, 1]; NaN where there are none. */
  VAL_ACCURACY("val_accuracy", epoch -> orNaN(epoch.valAccuracy()), Bounds.SHARE),

  /** Mean over the batches of the global L2 gradient norm. */
  GRAD_NORM("train_grad_norm", EpochResult::gradNorm),

  /** Learning rate of the last step. */
  LR("lr", EpochResult::lr),

  /** Wall time of training and evaluation. */
  SECONDS("epoch_seconds", EpochResult::seconds),

  /** Wall time of training alone. */
  TRAIN_SECONDS("train_seconds", EpochResult::trainSeconds),

  /** Training images per second of training. */
  IMAGES_PER_SECOND("images_per_second", EpochResult::imagesPerSecond);

  /** What {@code metrics.jsonl} has of an epoch, in its order; the learning rate is of steps. */
  public static final List<EpochMetric> MEASURED =
      List.of(TRAIN_LOSS, GRAD_NORM, TEST_LOSS, TEST_ACCURACY, VAL_LOSS, VAL_ACCURACY);

  private static final Set<EpochMetric> OF_VALIDATION = EnumSet.of(VAL_LOSS, VAL_ACCURACY);

  /** What {@code timing.jsonl} has, in its order. */
  public static final List<EpochMetric> TIMED = List.of(IMAGES_PER_SECOND, TRAIN_SECONDS, SECONDS);

  private final String measure;
  private final ToDoubleFunction<EpochResult> value;
  private final Bounds bounds;

  EpochMetric(String measure, ToDoubleFunction<EpochResult> value) {
    this(measure, value, Bounds.NOT_NEGATIVE);
  }

  EpochMetric(String measure, ToDoubleFunction<EpochResult> value, Bounds bounds) {
    this.measure = measure;
    this.value = value;
    this.bounds = bounds;
  }

  private static double orNaN(@Nullable Double value) {
    return value == null ? Double.NaN : value;
  }

  /** Returns whether it is measured on the validation images, which not every run has. */
  public boolean ofValidation() {
    return OF_VALIDATION.contains(this);
  }

  /** Returns whether an epoch has it: without validation images it has none of theirs. */
  public boolean isIn(EpochResult epoch) {
    return !ofValidation() || epoch.valLoss() != null;
  }

  /** Returns the names of all columns. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(EpochMetric::label).toList();
  }

  /** Returns an interval of this metric's mean without what no mean can be. */
  public Interval bounded(Interval interval) {
    return interval.within(bounds);
  }

  /** Returns an interval of a difference of this metric's means without what none can be. */
  public Interval boundedDifference(Interval interval) {
    return interval.within(bounds.ofDifference());
  }

  /** Returns the name of the column, and in documents. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the name in {@code metrics.jsonl} and {@code timing.jsonl}. */
  public String measure() {
    return measure;
  }

  /** Returns the value of an epoch. */
  public double of(EpochResult epoch) {
    return value.applyAsDouble(epoch);
  }
}
