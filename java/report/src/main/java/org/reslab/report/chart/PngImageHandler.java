// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.chart;

import java.awt.image.RenderedImage;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.batik.svggen.ImageHandlerBase64Encoder;
import org.apache.batik.svggen.SVGGraphics2DIOException;
import org.reslab.picture.PngFile;

/** Puts pictures into an SVG file as PNG, written by the JDK instead of Batik's own codec. */
final class PngImageHandler extends ImageHandlerBase64Encoder {
  @Override
  public void encodeImage(RenderedImage image, OutputStream out) throws SVGGraphics2DIOException {
    try {
      PngFile.write(image, out);
    } catch (IOException e) {
      throw new SVGGraphics2DIOException(e.getMessage(), e);
    }
  }
}
