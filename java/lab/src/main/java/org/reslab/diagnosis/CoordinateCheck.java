// SPDX-License-Identifier: Apache-2.0
package org.reslab.diagnosis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.reslab.Layer;
import org.reslab.stats.Interval;
import org.reslab.stats.SlopeFit;

/**
 * How the size of a layer's output grows with the width: the slope of {@code ln mean|output|}
 * against {@code ln width} after some steps of SGD, with an intercept for each seed. It is 0 where
 * the parametrisation is muP (Yang et al. 2022, <em>Tensor Programs V</em>, arXiv:2203.03466).
 *
 * @param net network name
 * @param block the block as it was asked for
 * @param input where the images come from
 * @param layer {@code logits} or {@code last block}
 * @param steps of SGD
 * @param widths that were measured
 * @param slope with its 95 % interval; NaN where a value is not positive
 */
public record CoordinateCheck(
    String net,
    String block,
    String input,
    String layer,
    int steps,
    List<Long> widths,
    Interval slope) {
  private static final double LEVEL = 0.95;
  private static final String PREFIX = "coordinate_";
  private static final int STEPS = 4;

  /** Copies the list. */
  public CoordinateCheck {
    widths = List.copyOf(widths);
  }

  /** Fits every family of subjects that differ in their width alone; none without two widths. */
  static List<CoordinateCheck> of(List<SubjectResult> results) {
    Map<String, List<SubjectResult>> families = new LinkedHashMap<>();
    for (SubjectResult result : results) {
      Subject subject = result.subject();
      Subject anyWidth =
          new Subject(
              subject.spec().toBuilder().width(0).build(), subject.bnMode(), subject.input());
      families.computeIfAbsent(anyWidth.key(), _ -> new ArrayList<>()).add(result);
    }
    List<CoordinateCheck> checks = new ArrayList<>();
    for (List<SubjectResult> family : families.values()) {
      if (family.size() < 2 || family.getFirst().layersWith(PREFIX + 0).isEmpty()) {
        continue;
      }
      for (int step = 0; step <= STEPS; step++) {
        checks.add(fit(family, step, "last block"));
        checks.add(fit(family, step, "logits"));
      }
    }
    return checks;
  }

  private static CoordinateCheck fit(List<SubjectResult> family, int step, String name) {
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    List<Integer> seed = new ArrayList<>();
    boolean defined = true;
    for (SubjectResult result : family) {
      List<Layer> layers = result.layersWith(PREFIX + step);
      Layer layer =
          name.equals("logits")
              ? layers.getLast()
              : layers.stream().filter(Layer::blockOutput).toList().getLast();
      double[] values = result.values(PREFIX + step, layer);
      for (int i = 0; i < values.length; i++) {
        defined = defined && values[i] > 0 && Double.isFinite(values[i]);
        x.add(Math.log((double) result.width()));
        y.add(Math.log(values[i]));
        seed.add(i);
      }
    }
    Interval slope =
        defined
            ? SlopeFit.withinGroups(
                    x.stream().mapToDouble(Double::doubleValue).toArray(),
                    y.stream().mapToDouble(Double::doubleValue).toArray(),
                    seed.stream().mapToInt(Integer::intValue).toArray(),
                    LEVEL)
                .slope()
            : new Interval(Double.NaN, Double.NaN, Double.NaN, 0);
    Subject subject = family.getFirst().subject();
    return new CoordinateCheck(
        subject.net(),
        subject.block().name(),
        subject.input().label(),
        name,
        step,
        family.stream().map(SubjectResult::width).toList(),
        slope);
  }
}
