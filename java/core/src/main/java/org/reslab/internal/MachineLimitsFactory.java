// SPDX-License-Identifier: Apache-2.0
package org.reslab.internal;

/** Makes the caller's account of the machine from the fields of an {@code rl_machine_limits}. */
@FunctionalInterface
public interface MachineLimitsFactory<T> {
  T create(int threads, double convolutionGflops, double copyGbps);
}
