// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.List;

/**
 * Colours that can be distinguished with any kind of colour vision (Okabe &amp; Ito 2008), and
 * dashes that distinguish lines without them.
 */
final class Palette {
  static final Color INK = new Color(0x22, 0x22, 0x22);
  static final Color FAINT = new Color(0xDD, 0xDD, 0xDD);
  static final Color GREY = new Color(0x77, 0x77, 0x77);

  private static final List<Color> LINES =
      List.of(
          new Color(0x00, 0x72, 0xB2),
          new Color(0xD5, 0x5E, 0x00),
          new Color(0x00, 0x9E, 0x73),
          new Color(0xCC, 0x79, 0xA7),
          new Color(0x56, 0xB4, 0xE9),
          new Color(0xE6, 0x9F, 0x00),
          new Color(0x33, 0x33, 0x33));
  private static final float[][] DASHES = {
    {}, {8, 4}, {2, 3}, {10, 3, 2, 3}, {14, 4}, {4, 4}, {10, 3, 2, 3, 2, 3}
  };
  private static final int BAND_ALPHA = 48;
  private static final float LINE_WIDTH = 2;

  /** Light to dark, with a lightness that falls evenly: ColorBrewer's Blues. */
  private static final Color[] SHADES = {
    new Color(0xF7, 0xFB, 0xFF),
    new Color(0xDE, 0xEB, 0xF7),
    new Color(0xC6, 0xDB, 0xEF),
    new Color(0x9E, 0xCA, 0xE1),
    new Color(0x6B, 0xAE, 0xD6),
    new Color(0x42, 0x92, 0xC6),
    new Color(0x21, 0x71, 0xB5),
    new Color(0x08, 0x51, 0x9C),
    new Color(0x08, 0x30, 0x6B)
  };

  private Palette() {}

  static Color line(int i) {
    return LINES.get(i % LINES.size());
  }

  static Color band(int i) {
    Color line = line(i);
    return new Color(line.getRed(), line.getGreen(), line.getBlue(), BAND_ALPHA);
  }

  /** Differs from line to line, and once the colours repeat, from colour to colour. */
  static BasicStroke stroke(int i) {
    return stroke(LINE_WIDTH, DASHES[(i + i / LINES.size()) % DASHES.length]);
  }

  static BasicStroke dashed() {
    return stroke(1.5f, new float[] {6, 4});
  }

  static BasicStroke thin() {
    return stroke(1, new float[] {3, 3});
  }

  private static BasicStroke stroke(float width, float[] dash) {
    return dash.length == 0
        ? new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND)
        : new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, dash, 0);
  }

  /**
   * Returns a shade.
   *
   * @param share from 0, nearly white, to 1, dark
   */
  static Color shade(double share) {
    double at = Math.clamp(share, 0, 1) * (SHADES.length - 1);
    int below = Math.min(SHADES.length - 2, (int) at);
    double rest = at - below;
    Color a = SHADES[below];
    Color b = SHADES[below + 1];
    return new Color(
        mix(a.getRed(), b.getRed(), rest),
        mix(a.getGreen(), b.getGreen(), rest),
        mix(a.getBlue(), b.getBlue(), rest));
  }

  private static int mix(int a, int b, double share) {
    return (int) Math.round(a + (b - a) * share);
  }
}
