// SPDX-License-Identifier: Apache-2.0
package org.reslab.diagnosis;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.reslab.Layer;

/**
 * What was measured of one subject.
 *
 * @param subject the architecture and the way of looking at it
 * @param layers of its network, in the order of execution
 * @param cells one for each seed that is done, in the order of the plan's seeds; the values of the
 *     network are those that probes measured and then, whether given or not, those that follow from
 *     the profiles
 */
public record SubjectResult(Subject subject, List<Layer> layers, List<CellResult> cells) {
  /** Copies the layers, and adds to the cells what follows from them. */
  public SubjectResult {
    layers = List.copyOf(layers);
    List<Layer> order = layers;
    cells = cells.stream().map(cell -> cell.withDerived(order)).toList();
  }

  /** Parameters, MACs and what else follows from the shapes. */
  public Cost cost() {
    return Cost.of(layers);
  }

  /** Weight layers from the input to the logits, as the names of networks count them. */
  public int depth() {
    return Shapes.depth(layers);
  }

  /** Channels of the first block's output. */
  public long width() {
    return Shapes.width(layers);
  }

  /** Whether normalisation and activation come before pooling. */
  public boolean finalNorm() {
    return Shapes.finalNorm(layers);
  }

  /**
   * The numbers of the network by metric, one for each cell: those that probes measured and those
   * that follow from profiles. NaN where undefined.
   */
  public Map<String, double[]> samples() {
    Set<String> metrics = new LinkedHashSet<>();
    cells.forEach(cell -> metrics.addAll(cell.network().keySet()));
    Map<String, double[]> samples = new LinkedHashMap<>();
    for (String metric : metrics) {
      samples.put(
          metric,
          cells.stream()
              .mapToDouble(cell -> cell.network().getOrDefault(metric, Double.NaN))
              .toArray());
    }
    return samples;
  }

  /**
   * The values of one metric of {@link #samples()}.
   *
   * @throws IllegalArgumentException if it was not measured
   */
  public double[] values(String metric) {
    double[] values = samples().get(metric);
    if (values == null) {
      throw new IllegalArgumentException(metric + " was not measured of " + subject.key());
    }
    return values;
  }

  /** The layers that a metric has values of, in the order of execution. */
  public List<Layer> layersWith(String metric) {
    return layers.stream()
        .filter(layer ->
            cells.stream().anyMatch(cell -> cell.profile(metric).containsKey(layer.name())))
        .toList();
  }

  /** The values of a metric at a layer, one for each cell; NaN where undefined. */
  public double[] values(String metric, Layer layer) {
    return cells.stream()
        .mapToDouble(cell -> cell.profile(metric).getOrDefault(layer.name(), Double.NaN))
        .toArray();
  }
}
