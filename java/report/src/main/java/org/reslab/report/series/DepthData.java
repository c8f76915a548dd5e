// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.series;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.reslab.diagnosis.StoredDiagnosis;
import org.reslab.diagnosis.StoredDiagnosis.Architecture;
import org.reslab.diagnosis.StoredDiagnosis.Profile;
import org.reslab.metrics.DepthChart;
import org.reslab.metrics.DepthChart.Over;
import org.reslab.metrics.MetricDisplay;

/**
 * Architectures that differ in their block alone, measured over depth.
 *
 * @param key identifies the group
 * @param net network name
 * @param conditions width, initialisation, statistics and input, as in the names of architectures
 * @param depth weight layers
 * @param architectures names of the blocks
 * @param charts a metric each
 */
public record DepthData(
    String key,
    String net,
    String conditions,
    int depth,
    List<String> architectures,
    List<Chart> charts) {

  /**
   * One metric.
   *
   * @param metric its name
   * @param family what it is shown with
   * @param over what is counted along x: {@code block}, {@code layer} or {@code activation}
   * @param log whether it spans orders of magnitude
   * @param stages where stages begin and end
   * @param lines an architecture each
   */
  public record Chart(
      String metric,
      String family,
      String over,
      boolean log,
      List<Stage> stages,
      List<DepthLine> lines) {}

  /**
   * The places along x that belong to a stage.
   *
   * @param stage 1-based
   * @param from its first place
   * @param to its last place
   */
  public record Stage(int stage, int from, int to) {}

  /**
   * The estimates of one architecture over depth; NaN where undefined.
   *
   * @param block its block
   * @param x places, from 1
   * @param layers names
   * @param mean estimate over the seeds
   * @param lower end of its 95 % interval
   * @param upper the other end
   * @param theory what is predicted; null where nothing is
   */
  @SuppressWarnings("ArrayRecordComponent") // columns of a chart, compared by nobody
  public record DepthLine(
      String block,
      int[] x,
      List<String> layers,
      double[] mean,
      double[] lower,
      double[] upper,
      double @Nullable [] theory) {}

  private static final Pattern IN_BLOCK = Pattern.compile("stage(\\d+)\\.(\\d+)\\b.*");
  private static final Pattern OFF_THE_PATH = Pattern.compile(".*\\.(down|gate|project)\\b.*");

  /** Groups the architectures of a diagnosis. */
  public static List<DepthData> of(String run, StoredDiagnosis diagnosis) {
    Map<String, List<Architecture>> groups = new LinkedHashMap<>();
    for (Architecture it : diagnosis.architectures()) {
      if (!it.profiles().isEmpty()) {
        groups.computeIfAbsent(it.net() + ", " + it.conditions(), _ -> new ArrayList<>()).add(it);
      }
    }
    List<DepthData> data = new ArrayList<>();
    groups.forEach((label, architectures) -> {
      List<Chart> charts =
          MetricDisplay.charts().stream()
              .map(metric -> chart(metric, architectures))
              .filter(Objects::nonNull)
              .toList();
      data.add(
          new DepthData(
              run + "/" + label,
              architectures.getFirst().net(),
              architectures.getFirst().conditions(),
              architectures.getFirst().depth(),
              architectures.stream().map(Architecture::block).toList(),
              charts));
    });
    return data;
  }

  private static @Nullable Chart chart(MetricDisplay metric, List<Architecture> architectures) {
    DepthChart drawn = Objects.requireNonNull(metric.chart());
    List<DepthLine> lines = new ArrayList<>();
    List<Stage> stages = List.of();
    boolean geometric = true;
    for (Architecture architecture : architectures) {
      @Nullable Profile profile = architecture.profiles().get(metric.name());
      List<Integer> chosen =
          profile == null ? List.of() : chosen(drawn.over(), architecture, profile);
      if (profile == null || chosen.isEmpty()) {
        continue;
      }
      geometric &= "geometric".equals(profile.summary());
      double[] mean = column(profile.estimate(), chosen);
      List<Integer> ofStage = chosen.stream().map(i -> profile.stages()[i]).toList();
      int[] x = places(drawn.over(), profile, chosen);
      lines.add(
          new DepthLine(
              architecture.block(),
              x,
              chosen.stream().map(i -> profile.layers().get(i)).toList(),
              mean,
              column(profile.lower(), chosen),
              column(profile.upper(), chosen),
              DepthTheory.line(drawn.prediction(), architecture.verdicts(), mean, ofStage)));
      List<Stage> own = stages(ofStage, x);
      if (last(own) > last(stages)) {
        stages = own;
      }
    }
    return lines.isEmpty()
        ? null
        : new Chart(
            metric.name(),
            drawn.section().name().toLowerCase(Locale.ROOT),
            drawn.over().name().toLowerCase(Locale.ROOT),
            geometric && Line.spansOrders(lines.stream().map(DepthLine::mean)),
            stages,
            lines);
  }

  private static List<Integer> chosen(Over over, Architecture architecture, Profile profile) {
    List<String> layers = profile.layers();
    return switch (over) {
      case LAYER ->
          IntStream.range(0, layers.size())
              .filter(i -> IN_BLOCK.matcher(layers.get(i)).matches())
              .filter(i -> !OFF_THE_PATH.matcher(layers.get(i)).matches())
              .boxed()
              .toList();
      case ACTIVATION -> {
        // Dead channels are a matter of rectifiers alone.
        @Nullable Profile rectifiers = architecture.profiles().get("dead_channels");
        List<String> names = rectifiers == null ? List.of() : rectifiers.layers();
        yield IntStream.range(0, layers.size())
            .filter(i -> names.contains(layers.get(i)))
            .filter(i -> IN_BLOCK.matcher(layers.get(i)).matches())
            .boxed()
            .toList();
      }
      case BLOCK -> {
        Map<String, Integer> lastOf = new LinkedHashMap<>();
        for (int i = 0; i < layers.size(); i++) {
          Matcher matcher = IN_BLOCK.matcher(layers.get(i));
          if (matcher.matches()) {
            lastOf.put(matcher.group(1) + "." + matcher.group(2), i);
          }
        }
        yield List.copyOf(lastOf.values());
      }
    };
  }

  /** The place of each layer: the number of its block, or its own among those chosen; from 1. */
  private static int[] places(Over over, Profile profile, List<Integer> chosen) {
    if (over != Over.BLOCK) {
      return IntStream.rangeClosed(1, chosen.size()).toArray();
    }
    Map<Integer, Integer> sizes = new HashMap<>();
    List<int[]> places = new ArrayList<>();
    for (int i : chosen) {
      Matcher matcher = IN_BLOCK.matcher(profile.layers().get(i));
      if (!matcher.matches()) {
        throw new IllegalStateException(profile.layers().get(i) + " is in no block");
      }
      int stage = Integer.parseInt(matcher.group(1));
      int block = Integer.parseInt(matcher.group(2));
      sizes.merge(stage, block + 1, Math::max);
      places.add(new int[] {stage, block});
    }
    return places.stream()
        .mapToInt(place ->
            sizes.entrySet().stream()
                    .filter(entry -> entry.getKey() < place[0])
                    .mapToInt(Map.Entry::getValue)
                    .sum()
                + place[1]
                + 1)
        .toArray();
  }

  private static List<Stage> stages(List<Integer> ofStage, int[] x) {
    List<Stage> stages = new ArrayList<>();
    for (int i = 0; i < x.length; i++) {
      if (i == 0 || !ofStage.get(i).equals(ofStage.get(i - 1))) {
        stages.add(new Stage(ofStage.get(i), x[i], x[i]));
      } else {
        Stage open = stages.removeLast();
        stages.add(new Stage(open.stage(), open.from(), x[i]));
      }
    }
    return stages;
  }

  private static int last(List<Stage> stages) {
    return stages.isEmpty() ? 0 : stages.getLast().to();
  }

  private static double[] column(double[] values, List<Integer> chosen) {
    return chosen.stream().mapToDouble(i -> Line.rounded(values[i])).toArray();
  }
}
