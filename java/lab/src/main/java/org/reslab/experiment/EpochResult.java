// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What one epoch of a cell measured.
 *
 * @param epoch 1-based
 * @param step the last step of the epoch, 1-based over the cell
 * @param trainLoss mean over the batches of their mean cross-entropies, each counted once whatever
 *     its size
 * @param testLoss mean cross-entropy over the test images
 * @param testAccuracy top-1, in [0, 1]
 * @param valLoss mean cross-entropy over the validation images, or null where there are none
 * @param valAccuracy likewise, top-1, in [0, 1]
 * @param gradNorm mean over the batches of the global L2 gradient norm
 * @param lr learning rate of the last step
 * @param seconds wall time of training and evaluation
 * @param trainSeconds wall time of training alone
 * @param imagesPerSecond training images per second of {@code trainSeconds}
 */
public record EpochResult(
    long epoch,
    long step,
    double trainLoss,
    double testLoss,
    double testAccuracy,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double valLoss,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double valAccuracy,
    double gradNorm,
    double lr,
    double seconds,
    double trainSeconds,
    double imagesPerSecond) {}
