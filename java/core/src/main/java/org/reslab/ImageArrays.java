// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import static org.reslab.InvalidArgumentException.require;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.reslab.internal.NativeDataset;

/**
 * Images in memory, which a session copies: bytes, which are normalised by the description's mean
 * and deviation, or float32 values, which are used as they are.
 *
 * <pre>{@code
 * Dataset digits =
 *     session.dataset(ImageArrays.ofBytes(description, pixels, labels, 10));
 * }</pre>
 *
 * <p>Immutable, except for the arrays, which are not copied before {@link MemorySession#dataset}.
 */
public final class ImageArrays implements ImageSource {
  private final ImageDescription description;
  private final MemorySegment pixels;
  private final boolean floats;
  private final long @Nullable [] labels;
  private final long images;
  private final int classes;
  private final PixelLayout layout;

  private ImageArrays(
      ImageDescription description,
      MemorySegment pixels,
      boolean floats,
      long @Nullable [] labels,
      long images,
      int classes,
      PixelLayout layout) {
    this.description = description;
    this.pixels = pixels;
    this.floats = floats;
    this.labels = labels;
    this.images = images;
    this.classes = classes;
    this.layout = layout;
  }

  /**
   * Takes images as bytes 0 to 255.
   *
   * @param pixels {@code [labels.length, channels, height, width]}; see {@link #layout}
   * @param labels one in {@code [0, classes)} for each image
   * @param classes at least 2
   * @throws InvalidArgumentException if the bytes are not those of so many images
   */
  public static ImageArrays ofBytes(
      ImageDescription description, byte[] pixels, long[] labels, int classes) {
    return checked(
        description, MemorySegment.ofArray(pixels), false, labels, labels.length, classes);
  }

  /** Takes images as finite float32 values, as {@link #ofBytes} takes bytes. */
  public static ImageArrays ofFloats(
      ImageDescription description, float[] pixels, long[] labels, int classes) {
    return checked(
        description, MemorySegment.ofArray(pixels), true, labels, labels.length, classes);
  }

  /**
   * Takes images from native or heap memory, which must be alive until {@link
   * MemorySession#dataset} has copied it.
   *
   * @param pixels as many values as {@link #ofBytes} expects
   * @param floats whether they are float32 values in the byte order of the machine, else bytes
   */
  public static ImageArrays ofSegment(
      ImageDescription description,
      MemorySegment pixels,
      boolean floats,
      long[] labels,
      int classes) {
    return checked(description, pixels, floats, labels, labels.length, classes);
  }

  /** Takes images without labels as bytes; each gets the label 0. */
  public static ImageArrays unlabelled(
      ImageDescription description, byte[] pixels, long images, int classes) {
    return checked(description, MemorySegment.ofArray(pixels), false, null, images, classes);
  }

  /** Returns the same images with their values in this order; without it they are planes. */
  public ImageArrays layout(PixelLayout order) {
    return new ImageArrays(description, pixels, floats, labels, images, classes, order);
  }

  private static ImageArrays checked(
      ImageDescription description,
      MemorySegment pixels,
      boolean floats,
      long @Nullable [] labels,
      long images,
      int classes) {
    require(images >= 1, "images", images, "at least 1");
    require(classes >= 2, "classes", classes, "at least 2");
    long expected = images * description.values() * (floats ? Float.BYTES : 1);
    if (pixels.byteSize() != expected) {
      throw new InvalidArgumentException(
          ("the pixels have %s bytes, expected %s for %s images of %s %s values; scale pictures of"
                  + " another size, and describe images of another shape")
              .formatted(
                  pixels.byteSize(),
                  expected,
                  images,
                  description.shapeText(),
                  floats ? "float32" : "uint8"));
    }
    return new ImageArrays(
        description, pixels, floats, labels, images, classes, PixelLayout.PLANES);
  }

  @Override
  public Dataset open(MemorySession session) {
    return session.dataset(
        description,
        scope ->
            NativeDataset.ofArrays(
                scope, description, pixels, floats, layout, labels, images, classes));
  }
}
