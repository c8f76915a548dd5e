// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import java.awt.image.BufferedImage;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reslab.Dataset;
import org.reslab.ImageDescription;
import org.reslab.ImageSource;
import org.reslab.InvalidArgumentException;
import org.reslab.MemorySession;
import org.reslab.picture.Picture;
import org.reslab.picture.PictureFile;
import org.reslab.picture.Scaling;
import org.reslab.text.Numbers;

/**
 * Pictures of a program as a data set. They are scaled until they just cover the size, and their
 * middle is cut out; transparent parts lie on white.
 *
 * <p>Holds a picture's pixels at that size from the moment it is added. For one thread.
 */
public final class PictureSource implements ImageSource {
  private static final int MOST_BYTES = Integer.MAX_VALUE - 16;

  private final ImageSize size;
  private final List<String> classNames;
  private final @Nullable ImageDescription like;
  private final List<byte[]> images = new ArrayList<>();
  private final List<Integer> labels = new ArrayList<>();

  private PictureSource(ImageSize size, List<String> classNames, @Nullable ImageDescription like) {
    InvalidArgumentException.require(
        classNames.size() >= 2, "class_names", classNames, "the names of at least 2 classes");
    this.size = size;
    this.classNames = List.copyOf(classNames);
    this.like = like;
  }

  /**
   * Begins a data set with a mean and a deviation of its own. It has one channel where every
   * picture is gray, else three.
   *
   * @param classNames at least 2, in the order of their labels
   */
  public static PictureSource of(ImageSize size, List<String> classNames) {
    return new PictureSource(size, classNames, null);
  }

  /**
   * Begins a data set like another one, that of a training for example: of its size, channels,
   * mean, deviation and classes.
   *
   * @param images with class names, 1 or 3 channels
   */
  public static PictureSource like(ImageDescription images) {
    ImageSize size = new ImageSize(images.height(), images.width());
    return new PictureSource(size, images.classNames(), images);
  }

  /**
   * Adds a picture.
   *
   * @param className one of the data set's
   * @return this
   * @throws InvalidArgumentException if the class is none of the data set
   */
  public PictureSource add(String className, BufferedImage picture) {
    return add(className, PictureFile.of(picture));
  }

  /**
   * Adds a PNG, JPEG, GIF or BMP picture.
   *
   * @param className one of the data set's
   * @param picture read to its end; stays open
   * @return this
   * @throws InvalidArgumentException if the class is none of the data set, or the picture is of
   *     another format, or too large
   * @throws org.reslab.CorruptDataException if the picture is damaged
   * @throws org.reslab.NativeIoException if the stream cannot be read
   */
  public PictureSource add(String className, InputStream picture) {
    return add(className, PictureFile.read(picture, "picture " + images.size()));
  }

  private PictureSource add(String className, Picture picture) {
    int label = classNames.indexOf(className);
    InvalidArgumentException.require(
        label >= 0,
        "class",
        FolderNames.shown(className),
        "one of " + classNames.stream().map(FolderNames::shown).toList());
    byte[] image =
        like == null ? Scaling.fit(picture, size.height(), size.width()) : Pixels.of(picture, like);
    if ((images.size() + 1L) * image.length > MOST_BYTES) {
      throw new InvalidArgumentException(
          "%s pictures are as many as one data set of this size holds, expected no more; write"
                  .formatted(Numbers.count(images.size()))
              + " them to a folder and open that");
    }
    images.add(image);
    labels.add(label);
    return this;
  }

  /**
   * Returns what the images are.
   *
   * @throws org.reslab.CorruptDataException if mean and deviation are to be their own, and there is
   *     no picture or all values are the same
   */
  public ImageDescription description() {
    if (like != null) {
      return like;
    }
    int channels = images.stream().allMatch(Pixels::isGray) ? 1 : 3;
    Census census = new Census(classNames.size(), 3, Map.of(Split.TRAIN, images.size()));
    for (int i = 0; i < images.size(); i++) {
      census.add(Split.TRAIN, i, labels.get(i), images.get(i));
    }
    List<Double> std = census.std().subList(0, channels);
    return new ImageDescription(
        channels,
        size.height(),
        size.width(),
        census.mean().stream().limit(channels).map(Double::floatValue).toList(),
        Spread.required("the pictures", std).stream().map(Double::floatValue).toList(),
        classNames);
  }

  /**
   * Takes the pictures that were added so far into a session.
   *
   * @throws InvalidArgumentException if there is none
   */
  @Override
  public Dataset open(MemorySession session) {
    InvalidArgumentException.require(!images.isEmpty(), "pictures", 0, "at least one");
    ImageDescription description = description();
    int bytes = description.values();
    byte[] pixels = new byte[images.size() * bytes];
    for (int i = 0; i < images.size(); i++) {
      byte[] image = images.get(i);
      byte[] kept = image.length == bytes ? image : Pixels.first(image);
      System.arraycopy(kept, 0, pixels, i * bytes, bytes);
    }
    long[] values = labels.stream().mapToLong(Integer::longValue).toArray();
    return SessionImages.take(session, description, pixels, values, classNames.size());
  }
}
