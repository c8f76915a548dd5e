// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.chart;

import java.awt.Color;
import java.awt.Dimension;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.reslab.picture.PngFile;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * A drawing with a name. Needs no display, but where it has text, fonts.
 *
 * @param name of its file, without an ending
 * @param title in one line, also what a screen reader says of the SVG
 * @param width in pixels
 * @param height in pixels
 * @param painter draws it
 */
public record Chart(String name, String title, int width, int height, Painter painter) {
  private static final int SHARP = 2;

  /** Draws on a white ground of the chart's size. */
  @FunctionalInterface
  public interface Painter {
    /** Draws. */
    void paint(Graphics2D graphics);
  }

  /** Returns charts of one size as one, in rows of so many. */
  public static Chart grid(String name, String title, List<Chart> charts, int columns) {
    int width = charts.getFirst().width();
    int height = charts.getFirst().height();
    return new Chart(
        name,
        title,
        width * columns,
        height * Math.ceilDiv(charts.size(), columns),
        graphics -> {
          for (int i = 0; i < charts.size(); i++) {
            AffineTransform before = graphics.getTransform();
            graphics.translate(i % columns * width, i / columns * height);
            charts.get(i).painter().paint(graphics);
            graphics.setTransform(before);
          }
        });
  }

  /** Returns a PNG file with two pixels for each of the chart's. */
  public byte[] png() {
    return Fonts.needed(() -> encoded(SHARP));
  }

  /** Returns a PNG file of the chart's own size, for lists of small pictures. */
  public byte[] smallPng() {
    return Fonts.needed(() -> encoded(1));
  }

  private byte[] encoded(int scale) {
    BufferedImage image =
        new BufferedImage(scale * width, scale * height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.scale(scale, scale);
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, width, height);
    painter.paint(graphics);
    graphics.dispose();
    return PngFile.encode(image);
  }

  /**
   * Writes an SVG file with its text as shapes, which looks the same everywhere.
   *
   * @param out receives UTF-8; stays open
   * @throws IOException if it cannot be written
   */
  public void writeSvg(OutputStream out) throws IOException {
    SVGGraphics2D graphics = Fonts.needed(this::drawn);
    Element root = graphics.getRoot();
    root.setAttributeNS(null, "viewBox", "0 0 %s %s".formatted(width, height));
    root.setAttributeNS(null, "role", "img");
    Element description = root.getOwnerDocument().createElementNS(root.getNamespaceURI(), "title");
    description.setTextContent(title);
    root.insertBefore(description, root.getFirstChild());
    Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
    graphics.stream(root, writer, true, false);
    writer.flush();
  }

  private SVGGraphics2D drawn() {
    Document document = SvgDocuments.create();
    SVGGeneratorContext context = SVGGeneratorContext.createDefault(document);
    context.setComment("ResLab");
    context.setPrecision(3);
    context.setImageHandler(new PngImageHandler());
    SVGGraphics2D graphics = new SVGGraphics2D(context, true);
    graphics.setSVGCanvasSize(new Dimension(width, height));
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, width, height);
    painter.paint(graphics);
    return graphics;
  }
}
