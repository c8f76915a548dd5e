// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The images on which the epoch is chosen whose weights a cell keeps as {@code best}. */
public enum BestOn {
  /** Images that the network has neither learnt from nor is reported on. */
  VALIDATION("validation images"),

  /**
   * The test images, as the notebook does and runs did before there was a validation split. The
   * accuracy of the epoch so chosen is no estimate of that on new images.
   */
  TEST("test images"),

  /** None: without validation images there is a last epoch and no best one. */
  NOTHING("nothing");

  private final String label;

  BestOn(String label) {
    this.label = label;
  }

  /** Returns the first epoch with the largest accuracy; null where there is none. */
  @Nullable EpochResult best(List<EpochResult> epochs) {
    @Nullable EpochResult best = null;
    for (EpochResult epoch : epochs) {
      if (this != NOTHING && (best == null || accuracy(epoch) > accuracy(best))) {
        best = epoch;
      }
    }
    return best;
  }

  private double accuracy(EpochResult epoch) {
    return (this == TEST ? EpochMetric.TEST_ACCURACY : EpochMetric.VAL_ACCURACY).of(epoch);
  }

  /** Returns the name in documents. */
  public String label() {
    return label;
  }
}
