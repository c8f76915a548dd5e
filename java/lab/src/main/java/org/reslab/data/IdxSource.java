// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.reslab.Dataset;
import org.reslab.ImageDescription;
import org.reslab.ImageSource;
import org.reslab.InvalidArgumentException;
import org.reslab.MemorySession;
import org.reslab.NativeIoException;

/**
 * A pair of IDX files, packed with gzip or plain, as one data set: images of bytes {@code [N,
 * height, width]} or {@code [N, height, width, channels]} and labels {@code [N]}. Immutable.
 */
public final class IdxSource implements ImageSource {
  private final Path images;
  private final Path labels;
  private final @Nullable ImageDescription like;

  private IdxSource(Path images, Path labels, @Nullable ImageDescription like) {
    this.images = images;
    this.labels = labels;
    this.like = like;
  }

  /** Names the files. Mean and deviation are those of the images unless others are given. */
  public static IdxSource of(Path images, Path labels) {
    return new IdxSource(images, labels, null);
  }

  /** Sets the mean, deviation and class names to those of other images of the same shape. */
  public IdxSource like(ImageDescription other) {
    return new IdxSource(images, labels, other);
  }

  /**
   * Returns what the images are; reads them for that.
   *
   * @throws org.reslab.CorruptDataException if a file is damaged, or the two do not belong together
   * @throws NativeIoException if a file cannot be read
   */
  public ImageDescription description() {
    try {
      return description(IdxImages.of(images, labels));
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private ImageDescription description(IdxImages files) throws IOException {
    return like == null ? files.description(images.toString(), files.classes()) : like;
  }

  @Override
  public Dataset open(MemorySession session) {
    try {
      IdxImages files = IdxImages.of(images, labels);
      ImageDescription description = description(files);
      int classes = Math.max(files.classes(), description.classNames().size());
      if (files.shape().get(0) != description.height()
          || files.shape().get(1) != description.width()
          || files.shape().get(2) != description.channels()) {
        throw new InvalidArgumentException(
            "%s has images of height, width, channels %s, expected those of %s"
                .formatted(images, files.shape(), description.shapeText()));
      }
      return SessionImages.take(session, description, files, classes);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private NativeIoException unreadable(IOException e) {
    return new NativeIoException(
        "cannot read %s and %s: %s".formatted(images, labels, IoReasons.of(e)), e);
  }
}
