// SPDX-License-Identifier: Apache-2.0
package org.reslab.picture;

/** A decoded picture, upright. */
public interface Picture {
  /** Returns the width in pixels, at least 1. */
  int width();

  /** Returns the height in pixels, at least 1. */
  int height();

  /**
   * Returns the colour of a pixel as {@code 0xRRGGBB}, of 0 to 255 each; transparent parts lie on
   * white.
   *
   * @param x column, 0 on the left
   * @param y row, 0 at the top
   */
  int rgb(int x, int y);

  /** Returns whether the file has transparent colours, which lie on white here. */
  default boolean transparent() {
    return false;
  }
}
