// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.export;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.reslab.diagnosis.StoredDiagnosis;
import org.reslab.metrics.MetricDisplay;
import org.reslab.report.chart.Chart;
import org.reslab.report.chart.LineChart;
import org.reslab.report.page.Language;
import org.reslab.report.series.DepthData;
import org.reslab.report.series.DepthData.DepthLine;

/**
 * Metrics over depth: for each metric, and each net, width, initialisation, statistics and input, a
 * chart with a line for each block, its 95 % interval over the seeds and what theory predicts.
 */
final class DepthCharts {
  private DepthCharts() {}

  static List<Chart> of(StoredDiagnosis diagnosis) {
    List<Chart> charts = new ArrayList<>();
    for (DepthData group : DepthData.of("", diagnosis)) {
      for (DepthData.Chart chart : group.charts()) {
        if (chart.lines().stream().anyMatch(line -> line.x().length > 1)) {
          charts.add(chart(group, chart));
        }
      }
    }
    return charts;
  }

  private static Chart chart(DepthData group, DepthData.Chart data) {
    MetricDisplay metric = MetricDisplay.of(data.metric());
    LineChart chart =
        new LineChart(
            FileNames.of(group.net() + ", " + group.conditions()) + "-" + data.metric(),
            metric.title() + " of " + group.net(),
            "%s (%s)".formatted(Language.ENGLISH.text("over_" + data.over()), group.conditions()),
            metric.unit(),
            data.log());
    for (DepthLine line : data.lines()) {
      double[] x = Arrays.stream(line.x()).asDoubleStream().toArray();
      chart.line(line.block(), x, line.mean(), line.lower(), line.upper());
      if (line.theory() != null) {
        chart.theory(x, line.theory());
      }
    }
    data.stages().stream().skip(1).forEach(stage -> chart.mark(stage.from() - 0.5));
    return chart.build();
  }
}
