// SPDX-License-Identifier: Apache-2.0
package org.reslab.health;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.reslab.InvalidArgumentException;

/**
 * The metrics that a profile may judge: of the network, derived from the layers' profiles, and the
 * columns of the notebook's table. {@code docs/diagnostics.md} defines them.
 */
final class KnownMetrics {
  private static final String PROXY = "proxy_";

  /** Whether each metric has a logarithm. */
  private static final Map<String, Boolean> POSITIVE = new LinkedHashMap<>();

  static {
    add(
        true,
        "parameters",
        "macs",
        "saved_bytes",
        "gradient_amplification",
        "scale_free_spread",
        "branch_acv",
        "branch_ratio_last",
        "effective_rank_share",
        "saturation_last",
        "relative_sensitivity",
        "relative_sensitivity_2eps",
        "nlc",
        "gradient_scale_first",
        "gradient_norm",
        "length_ratio",
        "initial_loss",
        "jacobian_max",
        "jacobian_min",
        "gradient_snr",
        "noise_scale",
        "ntk_condition");
    add(
        false,
        "acv_growth",
        "zero_fraction",
        "dead_channels",
        "sample_cosine_last",
        "input_gradient_cosine",
        "loss_excess",
        "gradient_min_cosine",
        "gradient_mean_cosine",
        "hessian_top",
        "hessian_trace",
        "proxy_grad_norm",
        "proxy_snip",
        "proxy_synflow",
        "proxy_nwot",
        "proxy_jacob_cov");
    // The notebook's columns.
    add(
        true,
        "mean(std)",
        "min(std)",
        "max(std)",
        "loss(dummy)",
        "grad_norm_first_conv",
        "grad_norm_last_linear",
        "grad_norm_global",
        "first/last_ratio",
        "eps",
        "logit_diff_L2_mean");
    add(false, "layers_tracked", "mean(mean)", "relu_zero_frac_mean", "relu_zero_frac_max");
  }

  private KnownMetrics() {}

  private static void add(boolean positive, String... names) {
    for (String name : names) {
      POSITIVE.put(name, positive);
    }
  }

  /** Returns whether a metric is a zero-cost proxy, which is reported and never judged. */
  static boolean isProxy(String name) {
    return name.startsWith(PROXY);
  }

  /** Returns whether a metric is summarised by its logarithm; not for one that is unknown. */
  static boolean isPositive(String name) {
    return POSITIVE.getOrDefault(name, false);
  }

  /**
   * Returns the name if a profile may judge it.
   *
   * @throws InvalidArgumentException if it is unknown or a proxy
   */
  static String requireJudged(String name) {
    if (isProxy(name)) {
      throw new InvalidArgumentException(
          "metric: found '"
              + name
              + "', a zero-cost proxy, which is reported beside the parameter count and never"
              + " judged");
    }
    if (!POSITIVE.containsKey(name)) {
      List<String> judged = new ArrayList<>(POSITIVE.keySet());
      judged.removeIf(KnownMetrics::isProxy);
      throw Labels.unknown("metric", name, judged);
    }
    return name;
  }
}
