// SPDX-License-Identifier: Apache-2.0
package org.reslab.picture;

import java.awt.image.Raster;

/** The components of a JPEG file and what they stand for. */
final class JpegPicture implements Picture {
  private final Raster components;
  private final JpegColours colours;
  private final int[] pixel;

  JpegPicture(Raster components, JpegColours colours) {
    this.components = components;
    this.colours = colours;
    pixel = new int[components.getNumBands()];
  }

  @Override
  public int width() {
    return components.getWidth();
  }

  @Override
  public int height() {
    return components.getHeight();
  }

  @Override
  public int rgb(int x, int y) {
    return colours.rgb(components.getPixel(x, y, pixel));
  }
}
