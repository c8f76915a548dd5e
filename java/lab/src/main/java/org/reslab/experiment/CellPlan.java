// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.util.List;

/**
 * What training a cell will take.
 *
 * @param index 1-based place in the grid
 * @param cells number of cells in the grid
 * @param parameters of the network
 * @param macs multiply-accumulate operations of the network per image
 * @param epochs epochs that will be begun
 * @param stepsPerEpoch steps of a full epoch
 * @param steps steps in all
 * @param notFast where fast kernels were asked for, the convolutions and normalisations that
 *     LibTorch computes nevertheless
 */
public record CellPlan(
    int index,
    int cells,
    long parameters,
    long macs,
    long epochs,
    long stepsPerEpoch,
    long steps,
    List<String> notFast) {
  /** Copies the list. */
  public CellPlan {
    notFast = List.copyOf(notFast);
  }
}
