// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.util.Arrays;

/**
 * What the steps of a cell measured, as columns of equal length.
 *
 * @param step 1-based over the whole cell
 * @param epoch 1-based
 * @param loss mean cross-entropy of the batch
 * @param gradNorm global L2 norm of the gradients
 * @param lr learning rate
 */
@SuppressWarnings("ArrayRecordComponent") // columns, compared by nobody
public record StepSeries(
    double[] step, double[] epoch, double[] loss, double[] gradNorm, double[] lr) {
  /** Returns the steps from an index on. */
  StepSeries from(int index) {
    return new StepSeries(
        Arrays.copyOfRange(step, index, step.length),
        Arrays.copyOfRange(epoch, index, epoch.length),
        Arrays.copyOfRange(loss, index, loss.length),
        Arrays.copyOfRange(gradNorm, index, gradNorm.length),
        Arrays.copyOfRange(lr, index, lr.length));
  }

  /** Returns how many steps there are. */
  public int size() {
    return step.length;
  }
}
