// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.export;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.reslab.diagnosis.StoredDiagnosis;
import org.reslab.diagnosis.StoredDiagnosis.Architecture;
import org.reslab.health.Aim;
import org.reslab.health.Range;
import org.reslab.health.Verdict;
import org.reslab.report.chart.Chart;
import org.reslab.report.chart.LineChart;

/**
 * Metrics over depth: for each metric, and each net, width, initialisation, statistics and input, a
 * chart with a line for each block and its 95 % interval over the seeds.
 */
final class DepthCharts {
  private DepthCharts() {}

  private record Metric(String name, String title, String axis) {}

  /** Those that tell something over depth; the others are in the tables. */
  private static final List<Metric> METRICS =
      List.of(
          new Metric("acv", "Average channel variance", "variance"),
          new Metric("acsm", "Average channel squared mean", "squared mean"),
          new Metric("zero_fraction", "Zeros among the outputs", "share of the values"),
          new Metric("branch_acv", "Average channel variance of the branch", "variance"),
          new Metric("branch_ratio", "Branch over stream", "ratio of their sizes"),
          new Metric("gradient_scale", "Gradient scale", "gradient scale coefficient"),
          new Metric("output_gradient", "Gradient of the outputs", "L2 norm"),
          new Metric("scale_free_gradient", "Scale-free gradient of the weights", "‖w‖ · ‖dw‖"),
          new Metric("relative_gradient", "Relative gradient of the weights", "‖dw‖ / ‖w‖"),
          new Metric("weight_norm", "Norm of the weights", "L2 norm"),
          new Metric("sample_cosine", "Cosine between samples", "cosine"),
          new Metric("effective_rank", "Effective rank of the features", "rank"));

  /** What is drawn of one architecture. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Curve(String block, LayerProfile profile, double @Nullable [] expected) {}

  static List<Chart> of(StoredDiagnosis diagnosis) {
    Map<List<String>, List<Architecture>> groups = new LinkedHashMap<>();
    for (Architecture each : diagnosis.architectures()) {
      groups
          .computeIfAbsent(List.of(each.net(), conditions(each)), _ -> new ArrayList<>())
          .add(each);
    }
    List<Chart> charts = new ArrayList<>();
    groups.forEach((group, architectures) -> {
      for (Metric metric : METRICS) {
        chart(charts, group.getFirst(), group.getLast(), metric, architectures);
      }
    });
    return charts;
  }

  private static String conditions(Architecture it) {
    return "width %d, init %s, BN %s, input %s"
        .formatted(it.width(), it.init(), it.bnMode(), it.input());
  }

  private static void chart(
      List<Chart> charts,
      String net,
      String conditions,
      Metric metric,
      List<Architecture> architectures) {
    List<Curve> curves = new ArrayList<>();
    boolean blocks = true;
    for (Architecture architecture : architectures) {
      List<LayerProfile> profiles = LayerProfile.of(architecture);
      Set<String> outputs = LayerProfile.blockOutputs(profiles);
      for (LayerProfile profile : profiles) {
        if (profile.metric().equals(metric.name())) {
          LayerProfile drawn = profile.at(outputs);
          blocks &= drawn.size() <= outputs.size();
          curves.add(new Curve(architecture.block(), drawn, expected(architecture, metric)));
        }
      }
    }
    if (curves.stream().allMatch(curve -> curve.profile().size() < 2)) {
      return;
    }
    LineChart chart =
        new LineChart(
            FileNames.of(net + ", " + conditions) + "-" + metric.name(),
            metric.title() + " of " + net,
            (blocks ? "block, from the input" : "layer with weights, from the input")
                + " ("
                + conditions
                + ")",
            metric.axis());
    for (Curve curve : curves) {
      LayerProfile profile = curve.profile();
      chart.line(
          curve.block(),
          IntStream.rangeClosed(1, profile.size()).asDoubleStream().toArray(),
          profile.estimate(),
          profile.lower(),
          profile.upper());
    }
    boundaries(curves).forEach(chart::mark);
    theory(chart, curves);
    chart.logarithmicWhereItGrows();
    if (!chart.empty()) {
      charts.add(chart.build());
    }
  }

  /** Where a stage begins, if that is at the same places for all. */
  private static Set<Double> boundaries(List<Curve> curves) {
    @Nullable Set<Double> common = null;
    for (Curve curve : curves) {
      int[] stages = curve.profile().stages();
      Set<Double> own = new HashSet<>();
      for (int i = 1; i < stages.length; i++) {
        if (stages[i] != stages[i - 1]) {
          own.add(i + 0.5);
        }
      }
      if (common != null && !common.equals(own)) {
        return Set.of();
      }
      common = own;
    }
    return common == null ? Set.of() : common;
  }

  /**
   * Draws the bounds that theory gives each layer's value, once where they are the same for all.
   */
  private static void theory(LineChart chart, List<Curve> curves) {
    Map<List<Double>, List<String>> bounds = new LinkedHashMap<>();
    for (Curve curve : curves) {
      if (curve.expected() != null) {
        bounds
            .computeIfAbsent(
                DoubleStream.of(curve.expected()).filter(Double::isFinite).boxed().toList(),
                _ -> new ArrayList<>())
            .add(curve.block());
      }
    }
    bounds.forEach((values, blocks) -> {
      String name =
          blocks.size() == curves.size() ? "theory" : "theory of " + String.join(", ", blocks);
      values.forEach(value -> chart.reference(name, value));
    });
  }

  private static double @Nullable [] expected(Architecture architecture, Metric metric) {
    for (Verdict verdict : architecture.verdicts()) {
      @Nullable Range range = verdict.expected();
      if (metric.name().equals(verdict.metric())
          && verdict.aim() == Aim.PREDICTION
          && range != null) {
        return new double[] {range.low(), range.high()};
      }
    }
    return null;
  }
}
