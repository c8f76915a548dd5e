// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.AnnotationLine;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.reslab.text.Numbers;

/**
 * Lines with bands around them, drawn by XChart. A gap in a line is where a value is not finite, or
 * on a logarithmic axis not positive.
 */
public final class LineChart {
  private static final int WIDTH = 760;
  private static final int HEIGHT = 460;
  private static final int LONGEST_NAME = 44;

  /** More points than these make a line of their own. */
  private static final int MARKED_POINTS = 24;

  private static final Marker[] MARKERS = {
    SeriesMarkers.CIRCLE,
    SeriesMarkers.SQUARE,
    SeriesMarkers.DIAMOND,
    SeriesMarkers.TRIANGLE_UP,
    SeriesMarkers.TRIANGLE_DOWN
  };

  private final String name;
  private final String title;
  private final String xTitle;
  private final String yTitle;
  private final boolean logarithmic;
  private final List<Line> lines = new ArrayList<>();
  private final List<Theory> theories = new ArrayList<>();
  private final List<Double> marks = new ArrayList<>();
  private boolean fromZero;

  /** A line, and where there is one, its band. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Line(
      String name, double[] x, double[] y, double @Nullable [] low, double @Nullable [] high) {}

  /** What a line is expected to be. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Theory(int line, double[] x, double[] y) {}

  /**
   * Begins a chart.
   *
   * @param name of its file, without an ending
   * @param xTitle with the unit, if any, as for {@code yTitle}
   * @param logarithmic whether the y axis is
   */
  public LineChart(String name, String title, String xTitle, String yTitle, boolean logarithmic) {
    this.name = name;
    this.title = title;
    this.xTitle = xTitle;
    this.yTitle = yTitle;
    this.logarithmic = logarithmic;
  }

  /**
   * Adds a line.
   *
   * @param low lower edge of the band at each point, or null for no band
   * @param high upper edge
   */
  public void line(
      String label, double[] x, double[] y, double @Nullable [] low, double @Nullable [] high) {
    lines.add(new Line(label, x, y, low, high));
  }

  /** Draws dashed, in the same colour, what the line added last is expected to be. */
  public void theory(double[] x, double[] y) {
    theories.add(new Theory(lines.size() - 1, x, y));
  }

  /** Draws a thin vertical line between two parts of the x axis. */
  public void mark(double x) {
    marks.add(x);
  }

  /** Begins the y axis at 0. */
  public void fromZero() {
    fromZero = true;
  }

  /** Returns whether there is nothing to draw. */
  public boolean empty() {
    return lines.stream().noneMatch(line -> Arrays.stream(line.y()).anyMatch(this::drawable));
  }

  /** Returns the chart. */
  public Chart build() {
    return new Chart(
        name, title, WIDTH, HEIGHT, graphics -> xyChart().paint(graphics, WIDTH, HEIGHT));
  }

  private XYChart xyChart() {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(xTitle)
            .yAxisTitle(yTitle)
            .build();
    style(chart.getStyler());
    // Bands first: what is drawn later lies above.
    for (int i = 0; i < lines.size(); i++) {
      band(chart, i, lines.get(i));
    }
    theories.forEach(theory -> theory(chart, theory));
    for (int i = 0; i < lines.size(); i++) {
      line(chart, i, lines.get(i));
    }
    marks.forEach(mark -> chart.addAnnotation(new AnnotationLine(mark, true, false)));
    return chart;
  }

  private void style(XYStyler styler) {
    styler.setBaseFont(Fonts.small());
    styler.setChartTitleFont(Fonts.title());
    styler.setAxisTitleFont(Fonts.small());
    styler.setAxisTickLabelsFont(Fonts.small());
    styler.setLegendFont(Fonts.small());
    styler.setLocale(Locale.ROOT);
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBackgroundColor(Color.WHITE);
    styler.setPlotBorderVisible(false);
    styler.setPlotGridLinesColor(Palette.FAINT);
    styler.setPlotGridVerticalLinesVisible(false);
    styler.setChartFontColor(Palette.INK);
    styler.setAxisTickLabelsColor(Palette.INK);
    styler.setAnnotationLineColor(Palette.GREY);
    styler.setAnnotationLineStroke(Palette.thin());
    styler.setLegendPosition(LegendPosition.OutsideS);
    styler.setLegendLayout(LegendLayout.Horizontal);
    styler.setLegendBorderColor(Color.WHITE);
    styler.setLegendVisible(lines.size() > 1 || !theories.isEmpty());
    styler.setMarkerSize(6);
    styler.setAntiAlias(true);
    styler.setYAxisLogarithmic(logarithmic);
    styler.setYAxisTickLabelsFormattingFunction(Numbers::value);
    styler.setXAxisTickLabelsFormattingFunction(Numbers::value);
    if (fromZero) {
      styler.setYAxisMin(0.0);
    }
    double[] x =
        lines.stream().flatMapToDouble(line -> Arrays.stream(line.x())).distinct().toArray();
    if (x.length == 1) { // an axis without a length has no ticks
      styler.setXAxisMin(x[0] - 1);
      styler.setXAxisMax(x[0] + 1);
    }
  }

  private void line(XYChart chart, int i, Line line) {
    double[] y = gapped(line.y());
    long points = Arrays.stream(y).filter(value -> !Double.isNaN(value)).count();
    if (points > 0) {
      XYSeries series = chart.addSeries("line " + i, line.x(), y);
      series.setLabel(shortened(line.name()));
      series.setLineColor(Palette.line(i));
      // Where there is theory, dashes are left to it.
      series.setLineStyle(theories.isEmpty() ? Palette.stroke(i) : Palette.stroke(0));
      series.setMarkerColor(Palette.line(i));
      series.setMarker(points > MARKED_POINTS ? SeriesMarkers.NONE : MARKERS[i % MARKERS.length]);
    }
  }

  private void theory(XYChart chart, Theory theory) {
    XYSeries series = chart.addSeries("theory " + theory.line(), theory.x(), gapped(theory.y()));
    series.setLabel(shortened(lines.get(theory.line()).name() + ", predicted"));
    series.setLineColor(Palette.line(theory.line()));
    series.setLineStyle(Palette.dashed());
    series.setMarker(SeriesMarkers.NONE);
  }

  private void band(XYChart chart, int i, Line line) {
    double[] low = line.low();
    double[] high = line.high();
    if (low == null || high == null) {
      return;
    }
    int[] kept =
        IntStream.range(0, line.x().length)
            .filter(at -> drawable(low[at]) && drawable(high[at]))
            .toArray();
    if (kept.length < 2) {
      return;
    }
    double[] x = new double[2 * kept.length];
    double[] y = new double[2 * kept.length];
    for (int at = 0; at < kept.length; at++) {
      x[at] = line.x()[kept[at]];
      y[at] = low[kept[at]];
      x[x.length - 1 - at] = x[at];
      y[y.length - 1 - at] = high[kept[at]];
    }
    XYSeries series = chart.addSeries("band " + i, x, y);
    series.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
    series.setFillColor(Palette.band(i));
    series.setLineColor(new Color(0, 0, 0, 0));
    series.setLineStyle(new BasicStroke(0));
    series.setMarker(SeriesMarkers.NONE);
    series.setShowInLegend(false);
  }

  private double[] gapped(double[] values) {
    return Arrays.stream(values).map(value -> drawable(value) ? value : Double.NaN).toArray();
  }

  private boolean drawable(double value) {
    return Double.isFinite(value) && (!logarithmic || value > 0);
  }

  private static String shortened(String name) {
    return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 1) + "…";
  }
}
