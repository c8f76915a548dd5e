// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import java.util.List;
import java.util.Locale;

/**
 * Result of an evaluation.
 *
 * @param images images evaluated
 * @param correct images whose largest logit is the label's
 * @param loss mean cross-entropy in nats; NaN or infinite where a logit is
 */
public record Evaluation(long images, long correct, double loss) {
  /** Top-1 accuracy in [0, 1]. */
  public double accuracy() {
    return (double) correct / images;
  }

  /**
   * Returns this evaluation if its loss is finite: logits that are not give an accuracy that means
   * nothing.
   *
   * @throws DivergedException if the loss is NaN or infinite
   */
  public Evaluation requireFinite() {
    if (!Double.isFinite(loss)) {
      throw new DivergedException(
          String.format(
                  Locale.ROOT,
                  "the loss of %,d images is %s, expected a finite number: the network's logits"
                      + " overflow; its",
                  images,
                  loss)
              + " training diverged, take an earlier checkpoint or train with a smaller learning"
              + " rate",
          List.of());
    }
    return this;
  }
}
