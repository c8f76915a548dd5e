// SPDX-License-Identifier: Apache-2.0
package org.reslab.internal;

import java.util.List;

/**
 * How {@link NativeTrainer#create} trains; the fields mean what those of {@code rl_trainer_options}
 * mean.
 */
public record TrainerArguments(
    long epochs,
    long batch,
    double lr,
    double momentum,
    double weightDecay,
    boolean nesterov,
    double labelSmoothing,
    int schedule,
    List<Long> milestones,
    double gamma,
    double warmupEpochs,
    boolean shuffle,
    boolean augment,
    long seed,
    int memoryFormat,
    boolean deterministic,
    int steps,
    int data) {}
