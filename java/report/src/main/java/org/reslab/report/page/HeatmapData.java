// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.page;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.reslab.files.HistogramRow;

/**
 * Distributions of activations over the depth of one network.
 *
 * @param key identifies the map
 * @param label shown above it
 * @param epochs in order; epoch 0 is before training
 */
record HeatmapData(String key, String label, List<Moment> epochs) {
  record Moment(long epoch, List<LayerBins> layers) {}

  /** What the page draws of a row of {@code histograms.jsonl}. */
  @SuppressWarnings("ArrayRecordComponent") // columns of a page, compared by nobody
  record LayerBins(
      String layer, int stage, double low, double high, long[] counts, long below, long above) {}

  /**
   * Makes a map of each network, of its first seed alone, in the order of the rows.
   *
   * @param run name of the directory
   * @param named whether labels need it
   * @param diagnosis whether the rows are of architectures, whose names then are the labels
   */
  static List<HeatmapData> of(
      String run, boolean named, boolean diagnosis, List<HistogramRow> rows) {
    Map<String, Long> firstSeeds = new LinkedHashMap<>();
    Map<String, TreeMap<Long, List<LayerBins>>> maps = new LinkedHashMap<>();
    for (HistogramRow row : rows) {
      if (!row.drawable()) {
        continue;
      }
      String network = diagnosis ? row.run() : row.net() + " · " + row.block();
      if (firstSeeds.computeIfAbsent(network, _ -> row.seed()) == row.seed()) {
        maps.computeIfAbsent(network + "\n" + row.run(), _ -> new TreeMap<>())
            .computeIfAbsent(row.epoch(), _ -> new ArrayList<>())
            .add(
                new LayerBins(
                    row.layer(),
                    row.stage(),
                    row.low(),
                    row.high(),
                    row.counts(),
                    row.below(),
                    row.above()));
      }
    }
    List<HeatmapData> data = new ArrayList<>();
    maps.forEach((key, moments) -> {
      String network = key.substring(0, key.indexOf('\n'));
      List<Moment> epochs = new ArrayList<>();
      moments.forEach((epoch, layers) -> epochs.add(new Moment(epoch, layers)));
      data.add(
          new HeatmapData(run + "/" + key, named ? network + " (" + run + ")" : network, epochs));
    });
    return data;
  }
}
