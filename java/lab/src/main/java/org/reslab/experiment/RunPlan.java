// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.util.List;

/**
 * What a run is going to do.
 *
 * @param index 1-based place in the grid
 * @param runs runs of the grid
 * @param parameters of the network
 * @param macs multiply-accumulate operations of the network per image
 * @param epochs epochs that will be begun
 * @param stepsPerEpoch steps of a full epoch
 * @param steps steps in all
 * @param notFast where fast kernels were asked for, the convolutions and normalisations that
 *     LibTorch computes nevertheless
 */
public record RunPlan(
    int index,
    int runs,
    long parameters,
    long macs,
    long epochs,
    long stepsPerEpoch,
    long steps,
    List<String> notFast) {
  /** Copies the list. */
  public RunPlan {
    notFast = List.copyOf(notFast);
  }
}
