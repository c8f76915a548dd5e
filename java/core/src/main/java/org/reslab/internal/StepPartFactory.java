// SPDX-License-Identifier: Apache-2.0
package org.reslab.internal;

/** Makes the caller's account of one part of a step from the fields of an {@code rl_step_part}. */
@FunctionalInterface
public interface StepPartFactory<T> {
  T create(String name, int kind, int phase, double seconds, double calls);
}
