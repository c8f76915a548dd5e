// SPDX-License-Identifier: Apache-2.0
package org.reslab.internal;

/** Makes the caller's account of one metric from the fields of an {@code rl_metric_row}. */
@FunctionalInterface
public interface MetricRowFactory<T> {
  T create(
      String name, int probeBit, boolean perLayer, boolean positive, String summary, String source);
}
