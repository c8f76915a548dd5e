// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import org.jspecify.annotations.Nullable;

/**
 * What the logits of a network say beyond the accuracy, where there are more than five classes.
 *
 * @param top5Accuracy share of the images of which fewer than five classes have a larger logit than
 *     the label, in [0, 1]: ties count for the network
 * @param calibrationError expected calibration error of Guo et al. 2017 (arXiv:1706.04599, equation
 *     3), in [0, 1]: the images are put into 15 bins of equal width by their confidence, the
 *     softmax of the largest logit, and the differences of accuracy and mean confidence of the bins
 *     are averaged, each with the weight of its images. Bin {@code b}, from 0 on, has the
 *     confidences in {@code (b/15, (b+1)/15]}. Of equal largest logits the first is the prediction
 */
public record PredictionScores(double top5Accuracy, double calibrationError) {
  private static final int TOP = 5;
  private static final int BINS = 15;

  /**
   * Sums logits up.
   *
   * @param logits finite, {@code [N, C]}, row-major
   * @param labels {@code [N]}, at least one
   * @return null where there are five classes or fewer
   */
  static @Nullable PredictionScores of(float[] logits, long[] labels, int classes) {
    if (classes <= TOP) {
      return null;
    }
    long hits = 0;
    double[] excess = new double[BINS]; // right predictions less confidences
    for (int i = 0; i < labels.length; i++) {
      int row = i * classes;
      float own = logits[row + Math.toIntExact(labels[i])];
      int larger = 0;
      int best = 0;
      for (int c = 0; c < classes; c++) {
        larger += logits[row + c] > own ? 1 : 0;
        best = logits[row + c] > logits[row + best] ? c : best;
      }
      hits += larger < TOP ? 1 : 0;
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        sum += Math.exp((double) logits[row + c] - logits[row + best]);
      }
      double confidence = 1 / sum;
      int bin = Math.clamp((int) Math.ceil(confidence * BINS) - 1, 0, BINS - 1);
      excess[bin] += (best == labels[i] ? 1 : 0) - confidence;
    }
    double error = 0;
    for (double each : excess) {
      error += Math.abs(each) / labels.length;
    }
    return new PredictionScores((double) hits / labels.length, error);
  }
}
