// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import java.nio.file.Path;
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

  /** What the logits give. */
  public Evaluation evaluation() {
    return evaluation;
  }

  /**
   * Writes the tensors {@code logits} (float32 {@code [N, C]}) and {@code labels} (int64 {@code
   * [N]}) as a safetensors file, whole or not at all.
   *
   * @throws NativeIoException where it cannot be written
   */
  public void save(Path file) {
    try (NativeScope scope = Failures.newScope()) {
      NativeCalls.writeLogits(scope, file.toAbsolutePath().toString(), values, labels, classes);
    }
  }
}
