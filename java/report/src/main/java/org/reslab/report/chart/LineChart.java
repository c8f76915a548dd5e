// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.math.BigDecimal;
import java.math.MathContext;
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

/** Lines with bands around them. A gap in a line is where a value is not finite. */
public final class LineChart {
  private static final int WIDTH = 760;
  private static final int HEIGHT = 460;
  private static final int LONGEST_NAME = 44;

  /** More points than these make a line of their own. */
  private static final int MARKED_POINTS = 24;

  private final String name;
  private final String title;
  private final String xTitle;
  private final String yTitle;
  private final List<Line> lines = new ArrayList<>();
  private final List<Double> marks = new ArrayList<>();
  private static final double LOG_FROM = 30;

  private final List<Reference> references = new ArrayList<>();
  private boolean logarithmic;

  /** A line, and where there is one, its band. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Line(
      String name, double[] x, double[] y, double @Nullable [] low, double @Nullable [] high) {}

  private record Reference(String name, double y) {}

  /**
   * Begins a chart.
   *
   * @param name of its file, without an ending
   * @param xTitle with the unit, if any, as for {@code yTitle}
   */
  public LineChart(String name, String title, String xTitle, String yTitle) {
    this.name = name;
    this.title = title;
    this.xTitle = xTitle;
    this.yTitle = yTitle;
  }

  /**
   * Adds a line.
   *
   * @param low lower edge of the band at each point, or null for no band
   * @param high upper edge
   */
  public LineChart line(
      String label, double[] x, double[] y, double @Nullable [] low, double @Nullable [] high) {
    lines.add(new Line(label, x, y, low, high));
    return this;
  }

  /** Draws a thin vertical line between two parts of the x axis. */
  public LineChart mark(double x) {
    marks.add(x);
    return this;
  }

  /** Draws a dashed horizontal line, for example of theory. */
  public LineChart reference(String label, double y) {
    references.add(new Reference(label, y));
    return this;
  }

  /**
   * Uses a logarithmic y axis, on which a value at or below 0 is a gap, where all values of the
   * lines so far are positive and the largest is {@value #LOG_FROM} times the smallest or more.
   */
  public LineChart logarithmicWhereItGrows() {
    double[] drawn =
        lines.stream()
            .flatMapToDouble(line -> Arrays.stream(line.y()))
            .filter(Double::isFinite)
            .toArray();
    double low = Arrays.stream(drawn).min().orElse(0);
    double high = Arrays.stream(drawn).max().orElse(0);
    logarithmic = low > 0 && high / low >= LOG_FROM;
    return this;
  }

  /** Returns whether there is anything to draw. */
  public boolean empty() {
    return lines.stream().allMatch(line -> finite(line, line.y()).length == 0);
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
      band(chart, i);
    }
    for (int i = 0; i < references.size(); i++) {
      reference(chart, i);
    }
    for (int i = 0; i < lines.size(); i++) {
      line(chart, i);
    }
    for (double mark : marks) {
      AnnotationLine boundary = new AnnotationLine(mark, true, false);
      chart.addAnnotation(boundary);
    }
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
    styler.setLegendVisible(lines.size() > 1 || !references.isEmpty());
    styler.setMarkerSize(6);
    styler.setAntiAlias(true);
    styler.setYAxisLogarithmic(logarithmic);
    styler.setYAxisTickLabelsFormattingFunction(LineChart::tick);
    styler.setXAxisTickLabelsFormattingFunction(LineChart::tick);
    singlePoint(styler);
  }

  /** An axis without a length has no ticks. */
  private void singlePoint(XYStyler styler) {
    double[] x =
        lines.stream().flatMapToDouble(line -> Arrays.stream(line.x())).distinct().toArray();
    if (x.length == 1) {
      styler.setXAxisMin(x[0] - 1);
      styler.setXAxisMax(x[0] + 1);
    }
  }

  private void line(XYChart chart, int i) {
    Line line = lines.get(i);
    int[] kept = finite(line, line.y());
    if (kept.length == 0) {
      return;
    }
    double[] y = line.y().clone();
    for (int at = 0; at < y.length; at++) {
      y[at] = drawable(y[at]) ? y[at] : Double.NaN;
    }
    XYSeries series = chart.addSeries("line " + i, line.x(), y);
    series.setLabel(shortened(line.name()));
    series.setLineColor(Palette.line(i));
    series.setLineStyle(Palette.stroke(i));
    series.setMarkerColor(Palette.line(i));
    series.setMarker(kept.length > MARKED_POINTS ? SeriesMarkers.NONE : marker(i));
  }

  private void band(XYChart chart, int i) {
    Line line = lines.get(i);
    if (line.low() == null || line.high() == null) {
      return;
    }
    double[] low = line.low();
    double[] high = line.high();
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
      x[x.length - 1 - at] = line.x()[kept[at]];
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

  private void reference(XYChart chart, int i) {
    double[] x = lines.stream().flatMapToDouble(l -> Arrays.stream(l.x())).toArray();
    double first = Arrays.stream(x).min().orElse(0);
    double last = Arrays.stream(x).max().orElse(1);
    double y = references.get(i).y();
    String label = references.get(i).name();
    XYSeries series =
        chart.addSeries("reference " + i, new double[] {first, last}, new double[] {y, y});
    series.setLabel(label);
    series.setShowInLegend(
        references.subList(0, i).stream().noneMatch(each -> each.name().equals(label)));
    series.setLineColor(Palette.GREY);
    series.setLineStyle(Palette.dashed());
    series.setMarker(SeriesMarkers.NONE);
  }

  private int[] finite(Line line, double[] y) {
    return IntStream.range(0, line.x().length).filter(at -> drawable(y[at])).toArray();
  }

  private boolean drawable(double value) {
    return Double.isFinite(value) && (!logarithmic || value > 0);
  }

  private static Marker marker(int i) {
    Marker[] all = {
      SeriesMarkers.CIRCLE,
      SeriesMarkers.SQUARE,
      SeriesMarkers.DIAMOND,
      SeriesMarkers.TRIANGLE_UP,
      SeriesMarkers.TRIANGLE_DOWN
    };
    return all[i % all.length];
  }

  private static String shortened(String name) {
    return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 1) + "…";
  }

  /** At most four significant digits, the same in every locale. */
  static String tick(double value) {
    double size = Math.abs(value);
    if (size >= 1e15) {
      return String.format(Locale.ROOT, "%.0e", value);
    }
    if (size >= 1000) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    if (size != 0 && size < 1e-3) {
      return String.format(Locale.ROOT, "%.1e", value);
    }
    return new BigDecimal(value).round(new MathContext(4)).stripTrailingZeros().toPlainString();
  }
}
