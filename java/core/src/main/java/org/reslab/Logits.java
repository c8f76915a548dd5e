// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reslab.internal.NativeCalls;
import org.reslab.internal.NativeScope;

/**
 * The logits of the images of a data set, in the order of the images. Independent of any session.
 */
public final class Logits {
  private final float[] values;
  private final long[] labels;
  private final int classes;
  private final Evaluation evaluation;

  Logits(float[] values, long[] labels, int classes, Evaluation evaluation) {
    this.values = values;
    this.labels = labels;
    this.classes = classes;
    this.evaluation = evaluation;
  }

  /** Logits {@code [N, C]}, row-major: a copy. */
  public float[] values() {
    return values.clone();
  }

  /** Labels {@code [N]}: a copy. */
  public long[] labels() {
    return labels.clone();
  }

  /** N. */
  public long images() {
    return labels.length;
  }

  /** C. */
  public int classes() {
    return classes;
  }

  /**
   * The likeliest classes of an image, the likeliest first; of equal ones that with the lower
   * number.
   *
   * @param image in {@code [0, images())}
   * @param k how many, at least 1; no more than there are classes are returned
   * @throws InvalidArgumentException if a number is out of range
   * @throws DivergedException if a logit of the image is NaN or infinite
   */
  public List<ClassProbability> top(int image, int k) {
    if (image < 0 || image >= labels.length) {
      throw new InvalidArgumentException(
          "image is %s, expected 0 to %s".formatted(image, labels.length - 1));
    }
    if (k < 1) {
      throw new InvalidArgumentException("k is " + k + ", expected at least 1");
    }
    int row = image * classes;
    double largest = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < classes; c++) {
      if (!Float.isFinite(values[row + c])) {
        throw new DivergedException(
            "logit %s of image %s is %s, expected a finite number: the network's training diverged;"
                    .formatted(c, image, values[row + c])
                + " take an earlier checkpoint",
            List.of());
      }
      largest = Math.max(largest, values[row + c]);
    }
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      sum += Math.exp(values[row + c] - largest);
    }
    List<ClassProbability> all = new ArrayList<>();
    for (int c = 0; c < classes; c++) {
      all.add(new ClassProbability(c, Math.exp(values[row + c] - largest) / sum));
    }
    all.sort(Comparator.comparingDouble(ClassProbability::probability).reversed());
    return List.copyOf(all.subList(0, Math.min(k, classes)));
  }

  /** What the logits give. */
  public Evaluation evaluation() {
    return evaluation;
  }

  /**
   * Returns the top-5 accuracy and the calibration error; null where there are five classes or
   * fewer.
   *
   * @throws DivergedException if the loss is NaN or infinite
   */
  public @Nullable PredictionScores scores() {
    evaluation.requireFinite();
    return PredictionScores.of(values, labels, classes);
  }

  /**
   * Writes the tensors {@code logits} (float32 {@code [N, C]}) and {@code labels} (int64 {@code
   * [N]}) as a safetensors file, whole or not at all.
   *
   * @throws NativeIoException if it cannot be written
   */
  public void save(Path file) {
    try (NativeScope scope = NativeRuntime.newScope()) {
      NativeCalls.writeLogits(scope, file.toAbsolutePath().toString(), values, labels, classes);
    }
  }
}
