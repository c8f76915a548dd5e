// SPDX-License-Identifier: Apache-2.0
package org.reslab.metrics;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.reslab.Probe;
import org.reslab.ProbeMetric;
import org.reslab.stats.Bounds;

/**
 * The catalogue of metrics: those that probes measure, which the native table knows, and those that
 * Java makes of them. {@code docs/diagnostics.md} has the formulas.
 */
public final class Metrics {
  private static final boolean POSITIVE = true;
  private static final boolean SIGNED = false;
  private static final String DERIVED = "derived";
  private static final String COST = "cost";
  private static final String NOTEBOOK = "notebook";

  /** Measured of layers, and derived from these under the same name for the network. */
  private static final Set<String> OF_LAYERS_AND_NETWORK =
      Set.of("zero_fraction", "dead_channels", "branch_acv");

  /** What values can be, where that is not "any number", or "none below 0" of the positive ones. */
  private static final Map<String, Bounds> BOUNDS =
      Map.ofEntries(
          Map.entry("zero_fraction", Bounds.SHARE),
          Map.entry("dead_channels", Bounds.SHARE),
          Map.entry("saturation", Bounds.SHARE),
          Map.entry("saturation_last", Bounds.SHARE),
          Map.entry("effective_rank_share", Bounds.SHARE),
          Map.entry("relu_zero_frac_mean", Bounds.SHARE),
          Map.entry("relu_zero_frac_max", Bounds.SHARE),
          Map.entry("sample_cosine", Bounds.COSINE),
          Map.entry("sample_cosine_last", Bounds.COSINE),
          Map.entry("input_gradient_cosine", Bounds.COSINE),
          Map.entry("gradient_min_cosine", Bounds.COSINE),
          Map.entry("gradient_mean_cosine", Bounds.COSINE));

  private static final List<Metric> OWN =
      List.of(
          own(DERIVED, "acv_growth", SIGNED, "slope of acv over the blocks of a stage"),
          own(DERIVED, "branch_ratio_last", POSITIVE, "branch_ratio of the last merge"),
          own(
              DERIVED,
              "gradient_amplification",
              POSITIVE,
              "factor by which a layer amplifies the gradient on its way back"),
          own(
              DERIVED,
              "scale_free_spread",
              POSITIVE,
              "scale_free_gradient of the first convolution over that of the last"),
          own(DERIVED, "gradient_scale_first", POSITIVE, "gradient_scale of the first block"),
          own(DERIVED, "effective_rank_last", POSITIVE, "effective_rank of the last features"),
          own(
              DERIVED,
              "effective_rank_share",
              POSITIVE,
              "effective_rank of the last features over their number"),
          own(DERIVED, "sample_cosine_last", SIGNED, "sample_cosine of the last block"),
          own(DERIVED, "saturation_last", POSITIVE, "saturation of the last block"),
          own(COST, "parameters", POSITIVE, "elements of all trainable tensors"),
          own(COST, "macs", POSITIVE, "multiply-accumulate operations for one image"),
          own(NOTEBOOK, "mean(mean)", SIGNED, "mean over layers of the output's mean"),
          own(NOTEBOOK, "mean(std)", POSITIVE, "mean over layers of the output's std"),
          own(NOTEBOOK, "min(std)", POSITIVE, "smallest std of a layer's output"),
          own(NOTEBOOK, "max(std)", POSITIVE, "largest std of a layer's output"),
          own(NOTEBOOK, "relu_zero_frac_mean", SIGNED, "mean over ReLUs of the share of zeros"),
          own(NOTEBOOK, "relu_zero_frac_max", SIGNED, "largest share of zeros of a ReLU"),
          own(NOTEBOOK, "loss(dummy)", POSITIVE, "cross-entropy with random labels"),
          own(NOTEBOOK, "grad_norm_first_conv", POSITIVE, "gradient norm of the first weight"),
          own(NOTEBOOK, "grad_norm_last_linear", POSITIVE, "gradient norm of the last weight"),
          own(NOTEBOOK, "grad_norm_global", POSITIVE, "gradient norm of all parameters"),
          own(NOTEBOOK, "first/last_ratio", POSITIVE, "first gradient norm over the last"),
          own(
              NOTEBOOK,
              "logit_diff_L2_mean",
              POSITIVE,
              "mean change of the logits by a change of the input"));

  private Metrics() {}

  /** The whole catalogue, read when first asked for. */
  private static final class Catalogue {
    private static final Map<String, Metric> BY_NAME = read();

    private Catalogue() {}

    private static Map<String, Metric> read() {
      Map<String, Metric> all = new LinkedHashMap<>();
      for (ProbeMetric it : ProbeMetric.catalog()) {
        boolean judgeable =
            it.perLayer() ? OF_LAYERS_AND_NETWORK.contains(it.name()) : it.probe() != Probe.PROXIES;
        all.put(
            it.name(),
            new Metric(
                it.name(),
                it.probe().label(),
                it.positive(),
                bounds(it.name(), it.positive()),
                judgeable,
                it.summary(),
                it.source()));
      }
      OWN.forEach(it -> all.put(it.name(), it));
      return all;
    }
  }

  /**
   * Returns all metrics: the measured ones in the order of the native table, then the others.
   *
   * @throws org.reslab.NativeUnavailableException if the native part cannot be loaded
   */
  public static List<Metric> all() {
    return List.copyOf(Catalogue.BY_NAME.values());
  }

  /**
   * Returns the metric of a name, or null if there is none.
   *
   * @throws org.reslab.NativeUnavailableException if the native part cannot be loaded
   */
  public static @Nullable Metric find(String name) {
    return Catalogue.BY_NAME.get(name);
  }

  /**
   * Returns what the values of a metric can be: any number for one that is not in the catalogue.
   *
   * @throws org.reslab.NativeUnavailableException if the native part cannot be loaded
   */
  public static Bounds bounds(String name) {
    Metric metric = find(name);
    return metric == null ? Bounds.NONE : metric.bounds();
  }

  private static Metric own(String family, String name, boolean positive, String summary) {
    return new Metric(name, family, positive, bounds(name, positive), true, summary, "");
  }

  private static Bounds bounds(String name, boolean positive) {
    return BOUNDS.getOrDefault(name, positive ? Bounds.NOT_NEGATIVE : Bounds.NONE);
  }
}
