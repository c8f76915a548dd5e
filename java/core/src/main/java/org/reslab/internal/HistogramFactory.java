// SPDX-License-Identifier: Apache-2.0
package org.reslab.internal;

/** Makes an object of a distribution. */
@FunctionalInterface
public interface HistogramFactory<T> {
  /** Takes the fields of {@code rl_histogram} and its bins. */
  T create(int layer, long below, long above, long[] counts);
}
