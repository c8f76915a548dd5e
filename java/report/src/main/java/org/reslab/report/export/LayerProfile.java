// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.export;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.reslab.diagnosis.StoredDiagnosis.Architecture;

/**
 * A metric at layers of one architecture, as {@code diagnosis.json} has it.
 *
 * @param metric its name
 * @param summary {@code geometric} or {@code mean}: what the estimate is, over seeds
 * @param layers names, in the order of execution
 * @param stages 1-based stage of each layer, 0 for stem and head
 * @param estimate at each layer
 * @param lower end of its 95 % interval, NaN where there is none
 * @param upper the other end
 */
@SuppressWarnings("ArrayRecordComponent") // a document's content, compared by nobody
record LayerProfile(
    String metric,
    String summary,
    List<String> layers,
    int[] stages,
    double[] estimate,
    double[] lower,
    double[] upper) {
  /** Returns the profiles of an architecture. */
  static List<LayerProfile> of(Architecture architecture) {
    List<LayerProfile> profiles = new ArrayList<>();
    architecture
        .profiles()
        .forEach((metric, it) ->
            profiles.add(
                new LayerProfile(
                    metric,
                    it.summary(),
                    it.layers(),
                    it.stages(),
                    it.estimate(),
                    it.lower(),
                    it.upper())));
    return profiles;
  }

  /** Returns the outputs of the blocks of an architecture: the last layer of each. */
  static Set<String> blockOutputs(List<LayerProfile> profiles) {
    Map<String, String> last = new HashMap<>();
    int most = profiles.stream().mapToInt(LayerProfile::size).max().orElse(0);
    for (LayerProfile profile : profiles) {
      if (profile.size() == most) {
        for (int i = 0; i < most; i++) {
          if (profile.stages[i] > 0) {
            last.put(block(profile.layers.get(i)), profile.layers.get(i));
          }
        }
      }
    }
    return Set.copyOf(last.values());
  }

  private static String block(String layer) {
    String[] parts = layer.split("\\.", 3);
    return parts.length < 2 ? layer : parts[0] + "." + parts[1];
  }

  /** Returns the part of this at some layers; all of it where it has none of them. */
  LayerProfile at(Set<String> wanted) {
    int[] kept = IntStream.range(0, size()).filter(i -> wanted.contains(layers.get(i))).toArray();
    if (kept.length == 0) {
      return this;
    }
    return new LayerProfile(
        metric,
        summary,
        IntStream.of(kept).mapToObj(layers::get).toList(),
        IntStream.of(kept).map(i -> stages[i]).toArray(),
        IntStream.of(kept).mapToDouble(i -> estimate[i]).toArray(),
        IntStream.of(kept).mapToDouble(i -> lower[i]).toArray(),
        IntStream.of(kept).mapToDouble(i -> upper[i]).toArray());
  }

  /** Returns how many layers there are. */
  int size() {
    return layers.size();
  }
}
