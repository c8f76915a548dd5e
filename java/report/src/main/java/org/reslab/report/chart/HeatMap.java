// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.chart;

import java.awt.Color;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.function.DoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Numbers as shades in a grid, with a scale at its side.
 *
 * @param name of its file, without an ending
 * @param title above it
 * @param xTitle of the columns
 * @param yTitle of the rows
 * @param columns labels from left to right
 * @param rows labels from top to bottom; of those that would overlap some are left out
 * @param shares by row and column, from 0, the lightest, to 1, the darkest; NaN stays white
 * @param texts written into the cells, by row and column; null for none
 * @param scaleTitle what the shades mean
 * @param scaleLabel turns a share into a label of the scale
 * @param cellWidth in pixels
 * @param cellHeight in pixels
 */
@SuppressWarnings("ArrayRecordComponent") // a drawing's content, compared by nobody
public record HeatMap(
    String name,
    String title,
    String xTitle,
    String yTitle,
    List<String> columns,
    List<String> rows,
    double[][] shares,
    String @Nullable [][] texts,
    String scaleTitle,
    DoubleFunction<String> scaleLabel,
    int cellWidth,
    int cellHeight) {
  private static final int MARGIN = 16;
  private static final int TITLE = 44;
  private static final int GAP = 8;
  private static final int SCALE = 16;
  private static final int SCALE_STEPS = 64;
  private static final int LABEL = 8;
  private static final int SCALE_ROOM = 108;
  private static final int LEAST_PITCH = 15;
  private static final double DARK = 0.55;
  private static final int CHARACTER = 7;
  private static final int TITLE_CHARACTER = 10;

  /** Copies the labels. */
  public HeatMap {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }

  /** Returns the chart, as large as its cells need. */
  public Chart build() {
    int left = MARGIN + 24 + GAP + CHARACTER * longest(rows);
    int gridWidth = cellWidth * columns.size();
    int gridHeight = cellHeight * rows.size();
    int bottom = CHARACTER * longest(columns) + 36;
    int titled = 2 * MARGIN + TITLE_CHARACTER * title.length();
    int width = Math.max(titled, left + gridWidth + SCALE_ROOM + MARGIN);
    int height = TITLE + gridHeight + bottom + MARGIN;
    return new Chart(
        name, title, width, height, graphics -> paint(graphics, left, gridWidth, gridHeight));
  }

  private void paint(Graphics2D g, int left, int gridWidth, int gridHeight) {
    g.setColor(Palette.INK);
    g.setFont(Fonts.title());
    g.drawString(title, MARGIN, 28);
    g.setFont(Fonts.small());
    for (int row = 0; row < rows.size(); row++) {
      for (int column = 0; column < columns.size(); column++) {
        cell(g, left, row, column);
      }
    }
    g.setColor(Palette.FAINT);
    g.draw(new Rectangle2D.Double(left, TITLE, gridWidth, gridHeight));
    g.setColor(Palette.INK);
    rowLabels(g, left);
    columnLabels(g, left, TITLE + gridHeight);
    centred(
        g,
        xTitle,
        left + gridWidth / 2.0,
        TITLE + gridHeight + GAP + CHARACTER * longest(columns) + 20);
    upright(g, yTitle, MARGIN + 8, TITLE + gridHeight / 2.0);
    scale(g, left + gridWidth + 20, gridHeight);
  }

  private void cell(Graphics2D g, int left, int row, int column) {
    double share = shares[row][column];
    double x = left + (double) column * cellWidth;
    double y = TITLE + (double) row * cellHeight;
    g.setColor(Double.isNaN(share) ? Color.WHITE : Palette.shade(share));
    g.fill(new Rectangle2D.Double(x, y, cellWidth, cellHeight));
    if (texts != null) {
      g.setColor(share > DARK ? Color.WHITE : Palette.INK);
      FontMetrics metrics = g.getFontMetrics();
      centred(
          g,
          texts[row][column],
          x + cellWidth / 2.0,
          y + (cellHeight + metrics.getAscent() - metrics.getDescent()) / 2.0);
    }
  }

  private void rowLabels(Graphics2D g, int left) {
    FontMetrics metrics = g.getFontMetrics();
    int every = Math.max(1, Math.ceilDiv(LEAST_PITCH, cellHeight));
    for (int row = 0; row < rows.size(); row += every) {
      String label = rows.get(row);
      double middle = TITLE + (row + 0.5) * cellHeight;
      g.drawString(
          label,
          left - GAP - metrics.stringWidth(label),
          (float) (middle + (metrics.getAscent() - metrics.getDescent()) / 2.0));
    }
  }

  private void columnLabels(Graphics2D g, int left, int under) {
    FontMetrics metrics = g.getFontMetrics();
    int every = Math.max(1, Math.ceilDiv(LEAST_PITCH, cellWidth));
    for (int column = 0; column < columns.size(); column += every) {
      String label = columns.get(column);
      double middle = left + (column + 0.5) * cellWidth;
      AffineTransform before = g.getTransform();
      g.translate(middle + metrics.getAscent() / 2.0 - 2, under + GAP);
      g.rotate(Math.PI / 2);
      g.drawString(label, 0, metrics.getAscent() / 2);
      g.setTransform(before);
    }
  }

  private void scale(Graphics2D g, int x, int gridHeight) {
    int height = Math.min(gridHeight, 220);
    double step = (double) height / SCALE_STEPS;
    for (int i = 0; i < SCALE_STEPS; i++) {
      g.setColor(Palette.shade(1 - (i + 0.5) / SCALE_STEPS));
      g.fill(new Rectangle2D.Double(x, TITLE + i * step, SCALE, step + 0.5));
    }
    g.setColor(Palette.INK);
    FontMetrics metrics = g.getFontMetrics();
    for (double share : new double[] {1, 0.5, 0}) {
      double y = TITLE + height * (1 - share) + metrics.getAscent() / 2.0 - 1;
      g.drawString(scaleLabel.apply(share), x + SCALE + LABEL, (float) y);
    }
    upright(g, scaleTitle, x + SCALE_ROOM - 20, TITLE + height / 2.0);
  }

  private static void centred(Graphics2D g, String text, double x, double y) {
    g.drawString(text, (float) (x - g.getFontMetrics().stringWidth(text) / 2.0), (float) y);
  }

  private static void upright(Graphics2D g, String text, double x, double y) {
    AffineTransform before = g.getTransform();
    g.translate(x, y);
    g.rotate(-Math.PI / 2);
    centred(g, text, 0, 4);
    g.setTransform(before);
  }

  private static int longest(List<String> labels) {
    return labels.stream().mapToInt(String::length).max().orElse(0);
  }
}
