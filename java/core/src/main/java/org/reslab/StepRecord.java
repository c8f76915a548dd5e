// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import java.io.Serializable;
import org.reslab.jfr.WaitShareSetting;

/**
 * What one training step measured.
 *
 * @param step 1-based over the whole run
 * @param epoch 1-based
 * @param images images in this batch
 * @param loss mean cross-entropy of the batch in nats, before the update
 * @param gradNorm L2 norm over all gradients that exist, before the update, without weight decay
 * @param lr learning rate of this update
 * @param seconds wall time of the step, waiting included
 * @param waitSeconds of which it waited for its batch
 */
public record StepRecord(
    long step,
    long epoch,
    long images,
    double loss,
    double gradNorm,
    double lr,
    double seconds,
    double waitSeconds)
    implements Serializable {
  /** A step that waited for its batch for more than this part of its time has stalled. */
  public static final double STALL_SHARE = WaitShareSetting.DEFAULT;

  /** The part of its time for which the step waited for its batch, in [0, 1]. */
  public double waitShare() {
    return waitSeconds / seconds;
  }
}
