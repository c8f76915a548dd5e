// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import org.reslab.Logits;
import org.reslab.PredictionScores;

/**
 * The {@linkplain PredictionScores scores} of a cell's network after its last epoch, under the
 * names that all files have for them: those of {@link ScoreMetric}.
 *
 * @param testTop5Accuracy on the test images, in [0, 1]
 * @param testCalibrationError on the test images, in [0, 1]
 * @param valTop5Accuracy on the validation images, or null where there are none
 * @param valCalibrationError likewise
 */
public record FinalScores(
    double testTop5Accuracy,
    double testCalibrationError,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double valTop5Accuracy,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double valCalibrationError) {
  /**
   * Sums logits up.
   *
   * @param validation null without validation images
   * @return null with five classes or fewer
   */
  static @Nullable FinalScores of(Logits test, @Nullable Logits validation) {
    @Nullable PredictionScores ofTest = test.scores();
    @Nullable PredictionScores ofVal = validation == null ? null : validation.scores();
    return ofTest == null
        ? null
        : new FinalScores(
            ofTest.top5Accuracy(),
            ofTest.calibrationError(),
            ofVal == null ? null : ofVal.top5Accuracy(),
            ofVal == null ? null : ofVal.calibrationError());
  }
}
