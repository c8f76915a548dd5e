// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.export;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.reslab.report.chart.Chart;
import org.reslab.report.chart.LineChart;
import org.reslab.report.page.Language;
import org.reslab.report.series.CurveData;
import org.reslab.report.series.Line;
import org.reslab.store.StoredCell;
import org.reslab.store.StoredRun;
import org.reslab.text.Numbers;

/**
 * Learning curves of a training run: for each net and metric a chart with a line for each block,
 * the mean over its seeds, and a band from the lowest to the highest of them.
 */
final class LearningCharts {
  private static final List<String> BY_EPOCH =
      List.of("train_loss", "test_loss", "test_accuracy", "grad_norm");
  private static final List<String> BY_STEP = List.of("train_loss", "grad_norm", "lr");

  private LearningCharts() {}

  static List<Chart> of(StoredRun run) {
    Map<String, Map<String, List<StoredCell>>> nets = new LinkedHashMap<>();
    for (StoredCell cell : run.cells()) {
      nets.computeIfAbsent(cell.net(), _ -> new LinkedHashMap<>())
          .computeIfAbsent(cell.block(), _ -> new ArrayList<>())
          .add(cell);
    }
    List<Chart> charts = new ArrayList<>();
    nets.forEach((net, blocks) -> {
      CurveData curves = CurveData.of(blocks);
      for (String metric : BY_EPOCH) {
        add(charts, net, metric, "", "epoch", curves.epoch());
      }
      String steps =
          curves.stepsPerPoint() == 1
              ? "step"
              : "step (means of %s)".formatted(Numbers.count(curves.stepsPerPoint()));
      for (String metric : BY_STEP) {
        add(charts, net, metric, "step-", steps, curves.step());
      }
    });
    return charts;
  }

  private static void add(
      List<Chart> charts,
      String net,
      String metric,
      String prefix,
      String xTitle,
      Map<String, Map<String, Line>> curves) {
    Map<String, Line> lines = curves.getOrDefault(metric, Map.of());
    String name = prefix.isEmpty() ? metric : metric.replace("train_", "");
    LineChart chart =
        new LineChart(
            "%s-%s%s".formatted(net, prefix, name.replace('_', '-')),
            "%s of %s%s"
                .formatted(
                    Language.ENGLISH.text("metric." + metric),
                    net,
                    lines.values().stream().anyMatch(line -> line.low() != null)
                        ? ": mean and range"
                        : ""),
            xTitle,
            axis(metric),
            Line.spansOrders(lines.values().stream().map(Line::mean)));
    double scale = metric.equals("test_accuracy") ? 100 : 1;
    lines.forEach((block, line) ->
        chart.line(
            block,
            line.x(),
            scaled(line.mean(), scale),
            line.low() == null ? null : scaled(line.low(), scale),
            line.high() == null ? null : scaled(line.high(), scale)));
    if (!chart.empty()) {
      charts.add(chart.build());
    }
  }

  private static double[] scaled(double[] values, double scale) {
    return Arrays.stream(values).map(value -> scale * value).toArray();
  }

  private static String axis(String metric) {
    return switch (metric) {
      case "train_loss", "test_loss" -> "cross-entropy, nats";
      case "test_accuracy" -> "top-1, % of the test images";
      case "grad_norm" -> "global L2 norm";
      default -> "learning rate";
    };
  }
}
