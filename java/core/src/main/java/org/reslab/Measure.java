// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import org.jspecify.annotations.Nullable;

/**
 * One measured number.
 *
 * @param metric name of the metric, as in {@link ProbeMetric#catalog()}
 * @param layer the layer that it is a value of; null for one of the network
 * @param value NaN where the metric is not defined, for example a ratio with 0 below
 */
public record Measure(String metric, @Nullable Layer layer, double value) {}
