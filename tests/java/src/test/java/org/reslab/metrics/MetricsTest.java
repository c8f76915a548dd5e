// SPDX-License-Identifier: Apache-2.0
package org.reslab.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.reslab.ProbeMetric;
import org.reslab.stats.Bounds;

/** The catalogue of metrics, against the native table and against the page that defines them. */
class MetricsTest {
  private static final Pattern NAME = Pattern.compile("`([^`]+)`");
  private static final String NO_UNIT = "–";

  private static Metric metric(String name) {
    return Objects.requireNonNull(Metrics.find(name), name);
  }

  private static Set<String> names() {
    return Metrics.all().stream().map(Metric::name).collect(Collectors.toSet());
  }

  @Test
  void whatProbesMeasureIsAsTheNativeTableSays() {
    assertThat(ProbeMetric.catalog())
        .isNotEmpty()
        .allSatisfy(it -> {
          Metric metric = metric(it.name());
          assertThat(metric.family()).isEqualTo(it.probe().label());
          assertThat(metric.positive()).isEqualTo(it.positive());
          assertThat(metric.summary()).isEqualTo(it.summary());
        });
    assertThat(metric("proxy_snip").positive()).isTrue();
    assertThat(metric("proxy_grad_norm").positive()).isTrue();
  }

  @Test
  void numbersOfTheNetworkAreJudgedAndNothingElse() {
    assertThat(List.of("effective_rank_last", "zero_fraction", "nlc", "parameters", "mean(std)"))
        .allSatisfy(name -> assertThat(metric(name).judgeable()).as(name).isTrue());
    assertThat(List.of("acv", "effective_rank", "coordinate_0", "proxy_synflow"))
        .allSatisfy(name -> assertThat(metric(name).judgeable()).as(name).isFalse());
    // Columns of the notebook's table that are no measurements.
    assertThat(names()).doesNotContain("eps", "layers_tracked");
  }

  @Test
  void whatIsShownExists() {
    assertThat(names()).containsAll(MetricDisplay.all().stream().map(MetricDisplay::name).toList());
    assertThat(MetricDisplay.all()).extracting(MetricDisplay::name).doesNotHaveDuplicates();
    Set<String> perLayer =
        ProbeMetric.catalog().stream()
            .filter(ProbeMetric::perLayer)
            .map(ProbeMetric::name)
            .collect(Collectors.toSet());
    assertThat(MetricDisplay.charts())
        .extracting(MetricDisplay::name)
        .contains("saturation", "weight_norm")
        .isSubsetOf(perLayer);
    assertThat(MetricDisplay.charts())
        .allSatisfy(display -> {
          DepthChart chart = Objects.requireNonNull(display.chart());
          if (chart.prediction() != null) {
            assertThat(metric(chart.prediction().metric()).judgeable()).isTrue();
          }
        });
    assertThat(MetricDisplay.of("q50").title()).isEqualTo("q50");
  }

  @Test
  void thePageOnDiagnosticsHasEveryMetricWithItsUnit() throws IOException {
    Path root = Path.of(Objects.requireNonNull(System.getProperty("reslab.source")));
    Set<String> documented = new TreeSet<>();
    int place = -1;
    for (String line : Files.readAllLines(root.resolve("docs/diagnostics.md"))) {
      List<String> cells = Arrays.stream(line.split(" ?\\| ?", -1)).map(String::strip).toList();
      if (line.startsWith("| metric |")) {
        place = cells.indexOf("unit");
        assertThat(place).as(line).isPositive();
      } else if (!line.startsWith("|")) {
        place = -1;
      } else if (place >= 0 && line.startsWith("| `")) {
        List<String> named = named(cells.get(1));
        documented.addAll(named);
        assertThat(cells.get(place)).as(line).isEqualTo(units(named));
      }
    }
    assertThat(documented)
        .containsExactlyInAnyOrderElementsOf(
            Metrics.all().stream()
                .filter(metric -> !metric.family().equals("notebook"))
                .map(Metric::name)
                .toList());
  }

  @Test
  void whatIsAShareOrACosineHasItsBounds() {
    assertThat(Metrics.all())
        .allSatisfy(metric -> {
          String unit = MetricDisplay.of(metric.name()).unit();
          if (unit.equals("share")) {
            assertThat(metric.bounds()).as(metric.name()).isEqualTo(Bounds.SHARE);
          } else if (unit.equals("cosine")) {
            assertThat(metric.bounds()).as(metric.name()).isEqualTo(Bounds.COSINE);
          } else if (!unit.isEmpty()) {
            Bounds expected = metric.positive() ? Bounds.NOT_NEGATIVE : Bounds.NONE;
            assertThat(metric.bounds()).as(metric.name()).isEqualTo(expected);
          }
          if (metric.summary().startsWith("share of")) {
            assertThat(metric.bounds()).as(metric.name()).isEqualTo(Bounds.SHARE);
          }
        });
    assertThat(Metrics.bounds("relu_zero_frac_max")).isEqualTo(Bounds.SHARE);
    assertThat(Metrics.bounds("of nobody")).isEqualTo(Bounds.NONE);
  }

  /** The names of a cell; with an ellipsis those between two numbered ones as well. */
  private static List<String> named(String cell) {
    List<String> names =
        new ArrayList<>(NAME.matcher(cell).results().map(match -> match.group(1)).toList());
    if (cell.contains("…")) {
      String first = names.getFirst();
      names.addAll(
          names().stream()
              .filter(name -> name.startsWith(first.substring(0, first.length() - 1)))
              .toList());
    }
    return names;
  }

  private static String units(List<String> names) {
    Set<String> units = new LinkedHashSet<>();
    for (String name : names) {
      String unit = MetricDisplay.of(name).unit();
      units.add(unit.isEmpty() ? NO_UNIT : unit);
    }
    return String.join(", ", units);
  }
}
