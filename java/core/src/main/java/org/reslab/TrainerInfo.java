// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import org.jspecify.annotations.Nullable;

/**
 * How a trainer makes its steps.
 *
 * @param recorded whether a step of full size has been recorded and is replayed
 * @param resident whether the data set is on the network's CUDA device
 * @param skippedSteps with {@link Precision#FP16}: updates skipped so far because gradients
 *     overflowed
 * @param lossScale with {@link Precision#FP16}: of the next step; else 1
 * @param notice why steps are not made as requested, as a message for users; null where they are
 */
public record TrainerInfo(
    boolean recorded,
    boolean resident,
    long skippedSteps,
    double lossScale,
    @Nullable String notice) {}
