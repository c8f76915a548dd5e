// SPDX-License-Identifier: Apache-2.0
package org.reslab.report;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.reslab.bench.Curve;
import org.reslab.bench.CurvesResult;
import org.reslab.files.AtomicFile;
import org.reslab.report.chart.Chart;
import org.reslab.report.chart.LineChart;

/** Draws cost curves. Needs no display. */
public final class CurveChart {
  private static final double MICROSECONDS = 1e6;
  private static final double MEBIBYTE = 1 << 20;

  private CurveChart() {}

  /**
   * Writes one image: a row for each curve, time on the left and memory on the right.
   *
   * @param file to be written, ending in {@code .png}
   * @throws org.reslab.NativeIoException if it cannot be
   */
  public static void write(Path file, CurvesResult result) {
    List<Chart> charts =
        result.curves().stream()
            .flatMap(curve ->
                List.of(
                    chart(
                        curve,
                        "µs per image",
                        point -> MICROSECONDS * point.secondsPerImage().median()),
                    chart(curve, "MiB of a step", point -> (double) point.stepBytes() / MEBIBYTE))
                    .stream())
            .toList();
    AtomicFile.write(file, out -> out.write(Chart.grid("curves", "Cost curves", charts, 2).png()));
  }

  private static Chart chart(Curve curve, String quantity, ToDoubleFunction<Curve.Point> y) {
    String name = curve.kind().name().toLowerCase(Locale.ROOT);
    LineChart chart =
        new LineChart(name, quantity + " against " + name, curve.kind().unit(), quantity, false);
    chart.line(
        name,
        curve.points().stream().mapToDouble(point -> (double) point.x()).toArray(),
        curve.points().stream().mapToDouble(y).toArray(),
        null,
        null);
    chart.fromZero();
    return chart.build();
  }
}
