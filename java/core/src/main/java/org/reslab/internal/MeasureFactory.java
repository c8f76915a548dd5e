// SPDX-License-Identifier: Apache-2.0
package org.reslab.internal;

/** Makes the caller's account of one number from the fields of an {@code rl_measure}. */
@FunctionalInterface
public interface MeasureFactory<T> {
  T create(int metric, int layer, double value);
}
