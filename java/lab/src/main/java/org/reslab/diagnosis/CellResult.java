// SPDX-License-Identifier: Apache-2.0
package org.reslab.diagnosis;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.reslab.Layer;
import org.reslab.Measure;

/**
 * What was measured of one subject with one seed.
 *
 * @param seed the seed
 * @param network values of the network by metric; NaN where undefined
 * @param layers values of layers by metric, then by the layer's name in the order of execution
 */
public record CellResult(
    long seed, Map<String, Double> network, Map<String, Map<String, Double>> layers) {
  /** Copies the maps. */
  public CellResult {
    network = Collections.unmodifiableMap(new LinkedHashMap<>(network));
    Map<String, Map<String, Double>> copies = new LinkedHashMap<>();
    layers.forEach((metric, values) ->
        copies.put(metric, Collections.unmodifiableMap(new LinkedHashMap<>(values))));
    layers = Collections.unmodifiableMap(copies);
  }

  /** Sorts the numbers of a probe. */
  static CellResult of(long seed, List<Measure> measures) {
    Map<String, Double> network = new LinkedHashMap<>();
    Map<String, Map<String, Double>> layers = new LinkedHashMap<>();
    for (Measure measure : measures) {
      if (measure.layer() == null) {
        network.put(measure.metric(), measure.value());
      } else {
        layers
            .computeIfAbsent(measure.metric(), _ -> new LinkedHashMap<>())
            .put(measure.layer().name(), measure.value());
      }
    }
    return new CellResult(seed, network, layers);
  }

  /**
   * This cell with what follows from its profiles among the values of the network, after those that
   * were measured.
   *
   * @param networkLayers the layers of the network, in the order of execution
   */
  CellResult withDerived(List<Layer> networkLayers) {
    Map<String, Double> all = new LinkedHashMap<>(network);
    all.putAll(DerivedMetrics.of(networkLayers, this));
    return new CellResult(seed, all, layers);
  }

  /** The values of a metric by layer; empty where it was not measured. */
  public Map<String, Double> profile(String metric) {
    return layers.getOrDefault(metric, Map.of());
  }
}
