// SPDX-License-Identifier: Apache-2.0
package org.reslab.health;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.reslab.InvalidArgumentException;

/**
 * What was measured of an architecture.
 *
 * @param architecture what it was measured of
 * @param samples by metric, one value for each seed in the order of the seeds, which is the same
 *     for all architectures that are set side by side; NaN where the metric is not defined.
 *     Read-only; the arrays are not to be changed
 */
public record Evidence(Architecture architecture, Map<String, double[]> samples) {
  /**
   * Copies the samples.
   *
   * @throws InvalidArgumentException if metrics have different numbers of seeds, or there is none
   */
  public Evidence {
    Map<String, double[]> copy = new LinkedHashMap<>();
    samples.forEach((metric, values) -> copy.put(metric, values.clone()));
    samples = Collections.unmodifiableMap(copy);
    int[] lengths = copy.values().stream().mapToInt(values -> values.length).distinct().toArray();
    if (lengths.length != 1 || lengths[0] == 0) {
      throw new InvalidArgumentException(
          "evidence of %s: found %s values a metric, expected one for each seed"
              .formatted(
                  architecture.name(), lengths.length == 0 ? "no" : Arrays.toString(lengths)));
    }
  }

  /** Returns how many seeds were measured. */
  public int seeds() {
    return samples.values().iterator().next().length;
  }

  /** Returns the metrics measured, in the order given. */
  public Set<String> metrics() {
    return samples.keySet();
  }

  /** Returns a copy of a metric's values, or null if it was not measured. */
  public double @Nullable [] values(String metric) {
    double[] values = samples.get(metric);
    return values == null ? null : values.clone();
  }
}
