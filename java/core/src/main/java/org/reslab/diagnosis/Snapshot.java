// SPDX-License-Identifier: Apache-2.0
package org.reslab.diagnosis;

import java.util.LinkedHashMap;
import java.util.Map;
import org.reslab.CancelFlag;
import org.reslab.Dataset;
import org.reslab.Network;
import org.reslab.Probe;
import org.reslab.ProbeConfig;

/** The economy metrics of a network at one moment, for whoever watches them through training. */
public final class Snapshot {
  private Snapshot() {}

  /**
   * Measures on the first images of {@code input}, as many as a diagnosis takes, BN in train mode.
   * The network is afterwards as it was, bit for bit.
   *
   * @return values of the network by metric, and of layers by {@code metric/layer}; NaN where
   *     undefined
   * @throws org.reslab.CancelledException if the flag was set
   */
  public static Map<String, Double> of(Network network, Dataset input, CancelFlag cancel) {
    int batch = (int) Math.min(DiagnosisPlan.DEFAULT_BATCH, input.images());
    CellResult cell =
        CellResult.of(0, network.probe(input, ProbeConfig.of(Probe.ECONOMY, batch), cancel))
            .withDerived(network.layers());
    Map<String, Double> values = new LinkedHashMap<>(cell.network());
    cell.layers()
        .forEach((metric, profile) ->
            profile.forEach((layer, value) -> values.put(metric + "/" + layer, value)));
    return values;
  }
}
