// SPDX-License-Identifier: Apache-2.0
package org.reslab.internal;

/** Makes the caller's account of a trainer from the fields of an {@code rl_trainer_info}. */
@FunctionalInterface
public interface TrainerInfoFactory<T> {
  T create(boolean recorded, boolean resident, long skippedSteps, double lossScale, String notice);
}
