// SPDX-License-Identifier: Apache-2.0
package org.reslab.report;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.reslab.NativeIoException;
import org.reslab.bench.Curve;
import org.reslab.bench.CurvesResult;

/** Draws cost curves. Needs no display. */
public final class CurveChart {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 400;
  private static final double MICROSECONDS = 1e6;
  private static final double MEBIBYTE = 1 << 20;

  private CurveChart() {}

  /**
   * Writes one image: a row for each curve, time on the left and memory on the right.
   *
   * @param file to be written, ending in {@code .png}
   * @throws NativeIoException if it cannot be
   */
  public static void write(Path file, CurvesResult result) {
    // Before the first class of AWT: a machine that measures often has no display.
    System.setProperty("java.awt.headless", "true");
    List<XYChart> charts =
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
    try {
      BitmapEncoder.saveBitmap(charts, charts.size() / 2, 2, file.toString(), BitmapFormat.PNG);
    } catch (IOException e) {
      throw new NativeIoException("cannot write " + file + ": " + e, e);
    }
  }

  private static XYChart chart(Curve curve, String quantity, ToDoubleFunction<Curve.Point> y) {
    String name = curve.kind().name().toLowerCase(Locale.ROOT);
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(quantity + " against " + name)
            .xAxisTitle(curve.kind().unit())
            .yAxisTitle(quantity)
            .build();
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setLegendVisible(false);
    chart.getStyler().setYAxisMin(0.0);
    XYSeries series =
        chart.addSeries(
            name,
            curve.points().stream().mapToDouble(point -> (double) point.x()).toArray(),
            curve.points().stream().mapToDouble(y).toArray());
    series.setMarker(SeriesMarkers.CIRCLE);
    return chart;
  }
}
