// SPDX-License-Identifier: Apache-2.0
package org.reslab.metrics;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reslab.metrics.DepthChart.Course;
import org.reslab.metrics.DepthChart.Over;
import org.reslab.metrics.DepthChart.Prediction;
import org.reslab.metrics.DepthChart.Section;

/**
 * How a metric is shown. One without a row here is shown by its name, and in tables alone. Needs no
 * native library, so that stored results can be shown without one.
 *
 * @param name in files
 * @param title in English
 * @param unit what it counts, for example {@code share}; empty for a metric without a row
 * @param tableTitle its title in the terminal's table of architectures; null where it has no column
 * @param chart over depth; null where it has none
 */
public record MetricDisplay(
    String name,
    String title,
    String unit,
    @Nullable String tableTitle,
    @Nullable DepthChart chart) {
  /** Numbers of the network in the order of the table's columns, then charts in their order. */
  private static final List<MetricDisplay> ROWS =
      List.of(
          of("gradient_amplification", "Gradient amplification per layer", "factor per layer")
              .inTable("grad/layer"),
          of("scale_free_spread", "First over last scale-free gradient", "ratio")
              .inTable("first/last"),
          of("relative_sensitivity", "Relative input sensitivity", "ratio").inTable("sensitivity"),
          of("relative_sensitivity_2eps", "Relative input sensitivity, doubled", "ratio"),
          of("input_gradient_cosine", "Input gradient cosine", "cosine").inTable("grad cosine"),
          of("effective_rank_last", "Effective rank, last features", "rank").inTable("rank"),
          of("effective_rank_share", "Effective rank over channels", "share"),
          of("acv_growth", "Growth of the variance per block", "variance per block"),
          of("branch_ratio_last", "Branch over shortcut variance, last block", "ratio"),
          of("gradient_scale_first", "Gradient scale, first block", "coefficient"),
          of("sample_cosine_last", "Cosine between samples, last block", "cosine"),
          of("saturation_last", "Layer saturation, last block", "share"),
          of("nlc", "Nonlinearity coefficient", "coefficient"),
          of("length_ratio", "Length ratio", "ratio"),
          of("initial_loss", "Loss on the probe's batch", "nats"),
          of("loss_excess", "Loss above chance", "nats"),
          of("gradient_norm", "Gradient norm of the probe", "L2 norm"),
          of("jacobian_max", "Largest singular value of the Jacobian", "singular value"),
          of("jacobian_min", "Smallest singular value of the Jacobian", "singular value"),
          of("gradient_min_cosine", "Smallest gradient cosine", "cosine"),
          of("gradient_mean_cosine", "Mean gradient cosine", "cosine"),
          of("gradient_snr", "Gradient signal to noise", "ratio"),
          of("noise_scale", "Noise scale", "samples"),
          of("ntk_condition", "NTK condition number", "ratio"),
          of("hessian_top", "Top Hessian eigenvalue", "eigenvalue"),
          of("hessian_trace", "Hessian trace", "trace"),
          of("saved_bytes", "Bytes kept for the backward pass", "bytes per sample"),
          of("acv", "Average channel variance (ACV)", "variance")
              .over(Section.SPP, Over.BLOCK)
              .predicted("acv_growth", Course.GROWTH)
              .inCards("ACV"),
          of("acsm", "Average channel squared mean (ACSM)", "squared mean")
              .over(Section.SPP, Over.BLOCK),
          of("branch_acv", "Variance of the branch", "variance")
              .over(Section.SPP, Over.BLOCK)
              .predicted("branch_acv", Course.LEVEL),
          of("output_gradient", "Gradient norm against depth", "L2 norm")
              .over(Section.GRADIENT, Over.LAYER)
              .predicted("gradient_amplification", Course.FACTOR),
          of("gradient_scale", "Gradient scale coefficient", "coefficient")
              .over(Section.GRADIENT, Over.BLOCK)
              .inCards("gradient scale"),
          of("scale_free_gradient", "Scale-free weight gradient", "product of norms")
              .over(Section.GRADIENT, Over.LAYER),
          of("effective_rank", "Effective rank", "rank")
              .over(Section.FEATURES, Over.BLOCK)
              .inCards("effective rank"),
          of("sample_cosine", "Cosine between samples", "cosine")
              .over(Section.FEATURES, Over.BLOCK),
          of("saturation", "Layer saturation", "share").over(Section.FEATURES, Over.BLOCK),
          of("zero_fraction", "Zero fraction after ReLU", "share")
              .inTable("zeros")
              .over(Section.ACTIVATION, Over.ACTIVATION)
              .predicted("zero_fraction", Course.LEVEL),
          of("branch_ratio", "Branch over shortcut variance", "ratio")
              .over(Section.ACTIVATION, Over.BLOCK),
          of("relative_gradient", "Relative gradient", "ratio")
              .over(Section.ACTIVATION, Over.LAYER),
          of("weight_norm", "Weight norm", "L2 norm").over(Section.ACTIVATION, Over.LAYER),
          of("weight_gradient", "Norm of the weight gradient", "L2 norm"),
          of("dead_channels", "Dead channels", "share"),
          of("parameters", "Parameters", "parameters"),
          of("macs", "Multiply-accumulates", "MACs"));

  /** Returns all rows. */
  public static List<MetricDisplay> all() {
    return ROWS;
  }

  /** Returns the row of a metric, or one that shows its name. */
  public static MetricDisplay of(String name) {
    return ROWS.stream()
        .filter(row -> row.name.equals(name))
        .findFirst()
        .orElseGet(() -> of(name, name, ""));
  }

  /** Returns those that are columns of the table of architectures. */
  public static List<MetricDisplay> columns() {
    return ROWS.stream().filter(row -> row.tableTitle != null).toList();
  }

  /** Returns those that are drawn over depth. */
  public static List<MetricDisplay> charts() {
    return ROWS.stream().filter(row -> row.chart != null).toList();
  }

  private static MetricDisplay of(String name, String title, String unit) {
    return new MetricDisplay(name, title, unit, null, null);
  }

  private MetricDisplay inTable(String column) {
    return new MetricDisplay(name, title, unit, column, chart);
  }

  private MetricDisplay over(Section section, Over over) {
    return with(new DepthChart(section, over, null, null));
  }

  private MetricDisplay predicted(String metric, Course course) {
    DepthChart drawn = Objects.requireNonNull(chart);
    return with(
        new DepthChart(drawn.section(), drawn.over(), new Prediction(metric, course), null));
  }

  private MetricDisplay inCards(String line) {
    DepthChart drawn = Objects.requireNonNull(chart);
    return with(new DepthChart(drawn.section(), drawn.over(), drawn.prediction(), line));
  }

  private MetricDisplay with(DepthChart drawn) {
    return new MetricDisplay(name, title, unit, tableTitle, drawn);
  }
}
