// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.chart;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.reslab.picture.PngFile;

/** Small pictures, enlarged, each with two lines of text below it. */
public final class ImageSheet {
  private static final int MARGIN = 16;
  private static final int TITLE = 44;
  private static final int SIDE = 96;
  private static final int PITCH_X = SIDE + 28;
  private static final int PITCH_Y = SIDE + 48;
  private static final int PER_ROW = 6;

  private final String name;
  private final String title;
  private final List<Tile> tiles = new ArrayList<>();

  private record Tile(BufferedImage image, String first, String second) {}

  /**
   * Begins a sheet.
   *
   * @param name of its file, without an ending
   */
  public ImageSheet(String name, String title) {
    this.name = name;
    this.title = title;
  }

  /**
   * Adds a picture.
   *
   * @param png a PNG file
   * @return whether it is one; what cannot be read is not added
   */
  public boolean add(byte[] png, String first, String second) {
    try {
      tiles.add(new Tile(PngFile.decode(png), first, second));
      return true;
    } catch (IOException _) {
      return false; // the caller says so
    }
  }

  /** Returns whether there is no picture. */
  public boolean empty() {
    return tiles.isEmpty();
  }

  /** Returns the sheet. */
  public Chart build() {
    int columns = Math.min(PER_ROW, Math.max(3, tiles.size()));
    int rows = Math.ceilDiv(tiles.size(), columns);
    return new Chart(
        name,
        title,
        2 * MARGIN + columns * PITCH_X,
        TITLE + rows * PITCH_Y + MARGIN,
        graphics -> paint(graphics, columns));
  }

  private void paint(Graphics2D g, int columns) {
    g.setColor(Palette.INK);
    g.setFont(Fonts.title());
    g.drawString(title, MARGIN, 28);
    g.setFont(Fonts.small());
    // As the network sees them: no smoothing between pixels.
    g.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
    for (int i = 0; i < tiles.size(); i++) {
      Tile tile = tiles.get(i);
      int x = MARGIN + i % columns * PITCH_X;
      int y = TITLE + i / columns * PITCH_Y;
      g.drawImage(tile.image(), x, y, SIDE, SIDE, null);
      g.drawString(tile.first(), x, y + SIDE + 15);
      g.drawString(tile.second(), x, y + SIDE + 30);
    }
  }
}
