// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import static org.reslab.InvalidArgumentException.require;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.reslab.ImageDescription;
import org.reslab.InvalidArgumentException;

/**
 * The size that pictures are brought to.
 *
 * @param height in pixels, {@value ImageDescription#MIN_SIDE} to {@value ImageDescription#MAX_SIDE}
 * @param width likewise
 */
public record ImageSize(int height, int width) {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,9})(?:\\s*[xX]\\s*(\\d{1,9}))?");

  /**
   * Checks the sides.
   *
   * @throws InvalidArgumentException if one is out of range
   */
  public ImageSize {
    requireSide("height", height);
    requireSide("width", width);
  }

  private static void requireSide(String name, int side) {
    require(
        side >= ImageDescription.MIN_SIDE && side <= ImageDescription.MAX_SIDE,
        "size",
        name + " " + side,
        ImageDescription.MIN_SIDE + " to " + ImageDescription.MAX_SIDE + " pixels");
  }

  /** Returns a square. */
  public static ImageSize square(int side) {
    return new ImageSize(side, side);
  }

  /**
   * Reads "64" or "48x64", height first.
   *
   * @throws InvalidArgumentException if the text is something else, or a side out of range
   */
  public static ImageSize parse(String text) {
    Matcher match = TEXT.matcher(text.strip());
    require(match.matches(), "size", "'" + text + "'", "a side, 64, or height and width, 48x64");
    int height = Integer.parseInt(match.group(1));
    return new ImageSize(
        height, match.group(2) == null ? height : Integer.parseInt(match.group(2)));
  }

  /** Returns images of this size, else as described and without class names. */
  public ImageDescription of(ImageDescription images) {
    return new ImageDescription(
        images.channels(), height, width, images.mean(), images.std(), List.of());
  }

  /** Returns what {@link #parse} reads. */
  public String label() {
    return height == width ? Integer.toString(height) : height + "x" + width;
  }
}
