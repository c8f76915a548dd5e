// SPDX-License-Identifier: Apache-2.0
package org.reslab;

/**
 * Result of an evaluation.
 *
 * @param images images evaluated
 * @param correct images whose largest logit is the label's
 * @param loss mean cross-entropy in nats
 */
public record Evaluation(long images, long correct, double loss) {
  /** Top-1 accuracy in [0, 1]. */
  public double accuracy() {
    return (double) correct / images;
  }
}
