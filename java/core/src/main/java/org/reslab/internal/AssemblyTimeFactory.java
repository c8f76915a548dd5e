// SPDX-License-Identifier: Apache-2.0
package org.reslab.internal;

/** Makes the caller's account of what {@code rl_dataset_assemble} tells. */
@FunctionalInterface
public interface AssemblyTimeFactory<T> {
  T create(long images, double seconds);
}
