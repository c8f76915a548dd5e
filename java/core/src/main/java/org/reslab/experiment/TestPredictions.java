// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.util.List;

/**
 * What a trained network makes of the test images: a file {@code last.evaluation.json} beside the
 * checkpoint that it belongs to.
 *
 * @param classes names in the order of the labels
 * @param confusion images by label (row) and predicted class (column)
 * @param mistakes the wrong predictions that the network is surest of, the surest first
 */
@SuppressWarnings("ArrayRecordComponent") // a file's content, compared by nobody
public record TestPredictions(List<String> classes, long[][] confusion, List<Mistake> mistakes) {
  /** Copies the lists. */
  public TestPredictions {
    classes = List.copyOf(classes);
    mistakes = List.copyOf(mistakes);
  }

  /**
   * A wrong prediction.
   *
   * @param index 0-based place among the test images
   * @param label the true class
   * @param predicted the class of the largest logit
   * @param probability softmax of that logit
   * @param png the image, 32 by 32, as a PNG file; base64 in JSON
   */
  public record Mistake(long index, int label, int predicted, double probability, byte[] png) {}
}
