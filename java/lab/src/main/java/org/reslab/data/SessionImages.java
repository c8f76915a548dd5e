// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.reslab.Dataset;
import org.reslab.ImageArrays;
import org.reslab.ImageDescription;
import org.reslab.InvalidArgumentException;
import org.reslab.MemorySession;
import org.reslab.NativeIoException;
import org.reslab.PixelLayout;

/** Takes images that files hold into a session. */
final class SessionImages {
  private SessionImages() {}

  /**
   * Reads the images into memory and copies them into a session.
   *
   * @throws InvalidArgumentException if they are more than one array holds
   * @throws NativeIoException if a file cannot be read
   */
  static Dataset take(
      MemorySession session, ImageDescription description, LabelledImages images, int classes) {
    long bytes = images.count() * description.values();
    if (bytes > Integer.MAX_VALUE - 16) {
      throw new InvalidArgumentException(
          String.format(
              Locale.ROOT,
              "%,d images of %s have %,d bytes, expected at most 2,147,483,631; use fewer",
              images.count(),
              description.shapeText(),
              bytes));
    }
    byte[] pixels = new byte[(int) bytes];
    long[] labels = new long[(int) images.count()];
    int[] next = {0};
    try {
      images.forEach((image, label) -> {
        System.arraycopy(image, 0, pixels, next[0] * image.length, image.length);
        labels[next[0]++] = label;
      });
    } catch (IOException e) {
      throw new NativeIoException("cannot read images: " + IoReasons.of(e), e);
    }
    return take(session, description, pixels, labels, classes);
  }

  /**
   * Copies images into a session.
   *
   * @param pixels bytes {@code [N, height, width, channels]}
   */
  static Dataset take(
      MemorySession session,
      ImageDescription description,
      byte[] pixels,
      long[] labels,
      int classes) {
    return session.dataset(
        ImageArrays.ofBytes(description, pixels, labels, classes).layout(PixelLayout.INTERLEAVED));
  }

  /**
   * Maps a file of images into a session, without copying it.
   *
   * @param file safetensors with bytes {@code images} {@code [N, height, width, channels]} and
   *     int64 {@code labels} {@code [N]}
   */
  @SuppressWarnings("DoNotCallSuggester") // until sessions map files
  static Dataset map(MemorySession session, ImageDescription description, Path file, int classes) {
    return session.mappedImages(file, description, classes);
  }
}
