// SPDX-License-Identifier: Apache-2.0
package org.reslab.diagnosis;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.reslab.ActivationHistogram;
import org.reslab.BnMode;
import org.reslab.CancelFlag;
import org.reslab.Dataset;
import org.reslab.Network;
import org.reslab.Probe;
import org.reslab.ProbeConfig;

/**
 * A network at one moment, for whoever watches it through training.
 *
 * @param values the economy metrics: of the network by metric, of layers by {@code metric/layer};
 *     NaN where undefined
 * @param histograms distributions of the outputs of its blocks
 */
public record Snapshot(Map<String, Double> values, List<ActivationHistogram> histograms) {
  /** Bins of a distribution. */
  static final int BINS = 96;

  /** Outputs of normalised networks of some dozen layers lie within; others are counted beyond. */
  static final double RANGE = 6;

  /**
   * Measures on the first images of {@code input}, as many as a diagnosis takes, BN in train mode.
   * The network is afterwards as it was, bit for bit.
   *
   * @throws org.reslab.CancelledException if the flag was set
   */
  public static Snapshot of(Network network, Dataset input, CancelFlag cancel) {
    int batch = (int) Math.min(DiagnosisPlan.DEFAULT_BATCH, input.images());
    CellResult cell =
        CellResult.of(0, network.probe(input, ProbeConfig.of(Probe.ECONOMY, batch), cancel))
            .withDerived(network.layers());
    Map<String, Double> values = new LinkedHashMap<>(cell.network());
    cell.layers()
        .forEach((metric, profile) ->
            profile.forEach((layer, value) -> values.put(metric + "/" + layer, value)));
    return new Snapshot(values, histograms(network, input, BnMode.TRAIN, batch, cancel));
  }

  /** Takes the distributions as every snapshot has them. */
  static List<ActivationHistogram> histograms(
      Network network, Dataset input, BnMode mode, int batch, CancelFlag cancel) {
    return network.histograms(input, mode, batch, BINS, -RANGE, RANGE, cancel);
  }
}
