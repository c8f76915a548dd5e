// SPDX-License-Identifier: Apache-2.0
package org.reslab.diagnosis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.reslab.Layer;
import org.reslab.stats.SlopeFit;

/**
 * Numbers of a network that follow from its profiles over depth. {@code docs/diagnostics.md} has
 * the formulas.
 */
final class DerivedMetrics {
  /** Of the slope's interval, which is not used: intervals are over seeds. */
  private static final double LEVEL = 0.95;

  private final List<Layer> layers;
  private final CellResult cell;
  private final Map<String, Double> found = new LinkedHashMap<>();

  private DerivedMetrics(List<Layer> layers, CellResult cell) {
    this.layers = layers;
    this.cell = cell;
  }

  /**
   * Derives what the measured profiles allow.
   *
   * @param layers of the network, in the order of execution
   * @return by metric; NaN where undefined
   */
  static Map<String, Double> of(List<Layer> layers, CellResult cell) {
    DerivedMetrics derived = new DerivedMetrics(layers, cell);
    derived.activations();
    derived.gradients();
    derived.spectrum();
    return derived.found;
  }

  private void activations() {
    if (cell.profile("acv").isEmpty()) {
      return;
    }
    put("acv_growth", slope(blockOutputs(), "acv", false));
    List<Layer> activations = layers.stream().filter(Layer::rectifies).toList();
    if (!activations.isEmpty()) {
      put("zero_fraction", mean(activations, "zero_fraction"));
      put("dead_channels", max(activations, "dead_channels"));
    }
    List<Layer> merges = ofKind(Layer.Kind.MERGE);
    if (!merges.isEmpty() && !cell.profile("branch_acv").isEmpty()) {
      put("branch_acv", mean(merges, "branch_acv"));
      put("branch_ratio_last", value("branch_ratio", merges.getLast()));
    }
  }

  private void gradients() {
    if (cell.profile("output_gradient").isEmpty()) {
      return;
    }
    List<Layer> convolutions = mainConvolutions();
    if (convolutions.isEmpty()) {
      put("gradient_amplification", Double.NaN);
      put("scale_free_spread", Double.NaN);
    } else {
      put("gradient_amplification", Math.exp(-slope(convolutions, "output_gradient", true)));
      put(
          "scale_free_spread",
          value("scale_free_gradient", convolutions.getFirst())
              / nonZero(value("scale_free_gradient", convolutions.getLast())));
    }
    put("gradient_scale_first", value("gradient_scale", blockOutputs().getFirst()));
  }

  private void spectrum() {
    if (cell.profile("effective_rank").isEmpty()) {
      return;
    }
    Layer features = ofKind(Layer.Kind.FEATURES).getLast();
    put("effective_rank_last", value("effective_rank", features));
    put("effective_rank_share", value("effective_rank", features) / features.outputShape().get(1));
    put("sample_cosine_last", value("sample_cosine", blockOutputs().getLast()));
    put("saturation_last", value("saturation", blockOutputs().getLast()));
  }

  private void put(String metric, double value) {
    found.put(metric, value);
  }

  private List<Layer> blockOutputs() {
    return layers.stream().filter(Layer::blockOutput).toList();
  }

  private List<Layer> ofKind(Layer.Kind kind) {
    return layers.stream().filter(layer -> layer.kind() == kind).toList();
  }

  /** Convolutions inside stages that are on no shortcut. */
  private List<Layer> mainConvolutions() {
    return layers.stream()
        .filter(layer ->
            layer.kind() == Layer.Kind.CONVOLUTION && layer.stage() > 0 && !layer.onShortcut())
        .toList();
  }

  private double value(String metric, Layer layer) {
    return cell.profile(metric).getOrDefault(layer.name(), Double.NaN);
  }

  private double mean(List<Layer> of, String metric) {
    return of.stream().mapToDouble(layer -> value(metric, layer)).average().orElse(Double.NaN);
  }

  private double max(List<Layer> of, String metric) {
    return of.stream().mapToDouble(layer -> value(metric, layer)).max().orElse(Double.NaN);
  }

  private static double nonZero(double value) {
    return value == 0 ? Double.NaN : value;
  }

  /**
   * Slope of a metric, or of its logarithm, over the number of the layer. Layers at the same place
   * of their blocks in one stage have an intercept of their own: inside a block the values jump up
   * and down.
   */
  private double slope(List<Layer> of, String metric, boolean logarithm) {
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    List<Integer> group = new ArrayList<>();
    int place = 0;
    for (int i = 0; i < of.size(); i++) {
      double value = value(metric, of.get(i));
      double point = logarithm ? Math.log(value) : value;
      if (!Double.isFinite(point)) {
        return Double.NaN; // a gradient that underflowed leaves no slope
      }
      Layer layer = of.get(i);
      place = i > 0 && sameBlock(of.get(i - 1), layer) ? place + 1 : 0;
      x.add((double) i);
      y.add(point);
      group.add(layer.stage() * of.size() + place);
    }
    return SlopeFit.withinGroups(
            x.stream().mapToDouble(Double::doubleValue).toArray(),
            y.stream().mapToDouble(Double::doubleValue).toArray(),
            group.stream().mapToInt(Integer::intValue).toArray(),
            LEVEL)
        .slope()
        .mean();
  }

  private static boolean sameBlock(Layer a, Layer b) {
    return a.stage() == b.stage() && a.block() == b.block();
  }
}
