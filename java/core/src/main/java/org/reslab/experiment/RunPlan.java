// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

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
 */
public record RunPlan(
    int index, int runs, long parameters, long macs, long epochs, long stepsPerEpoch, long steps) {}
