// SPDX-License-Identifier: Apache-2.0
package org.reslab.internal;

/** Makes the caller's account of one step from the fields of an {@code rl_step}. */
@FunctionalInterface
public interface StepFactory<T> {
  T create(
      long step,
      long epoch,
      long images,
      double loss,
      double gradNorm,
      double lr,
      double seconds,
      double waitSeconds);
}
