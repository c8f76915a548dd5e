// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import static org.reslab.InvalidArgumentException.require;

import java.util.Collections;
import java.util.List;

/**
 * What the images of a data set are. A network is built for them, writes them into its checkpoints,
 * and its {@code predict} and {@code evaluate} read them back.
 *
 * @param channels 1 to {@value #MAX_CHANNELS}
 * @param height in pixels, {@value #MIN_SIDE} to {@value #MAX_SIDE}
 * @param width in pixels, likewise
 * @param mean of each channel over values from 0 (black) to 1; a byte v becomes {@code (v / 255 -
 *     mean) / std}
 * @param std standard deviation of each channel, above 0
 * @param classNames one for each class, in the order of the labels; empty where they have no names
 */
public record ImageDescription(
    int channels,
    int height,
    int width,
    List<Float> mean,
    List<Float> std,
    List<String> classNames) {
  /** The most channels. */
  public static final int MAX_CHANNELS = 16;

  /** The smallest height and width. */
  public static final int MIN_SIDE = 8;

  /** The largest height and width. */
  public static final int MAX_SIDE = 512;

  /**
   * CIFAR-10's training images, without class names: what a network is built for where nothing else
   * is said. The numbers are those that most published CIFAR training code uses.
   */
  public static final ImageDescription CIFAR10 =
      new ImageDescription(
          3, 32, 32, List.of(.4914f, .4822f, .4465f), List.of(.2023f, .1994f, .2010f), List.of());

  /**
   * Returns images of which only the shape is known: those of {@link #CIFAR10} where they have its
   * shape, else images with mean 0 and deviation 1, whose bytes become values from 0 to 1.
   *
   * @throws InvalidArgumentException if a number is out of range
   */
  public static ImageDescription ofShape(int channels, int height, int width) {
    List<Float> mean = Collections.nCopies(Math.max(0, channels), 0f);
    List<Float> std = Collections.nCopies(Math.max(0, channels), 1f);
    ImageDescription images = new ImageDescription(channels, height, width, mean, std, List.of());
    return images.hasShapeOf(CIFAR10) ? CIFAR10 : images;
  }

  /**
   * Checks the values.
   *
   * @throws InvalidArgumentException if a number is out of range, or there is not one mean and one
   *     deviation for each channel
   */
  public ImageDescription {
    require(
        channels >= 1 && channels <= MAX_CHANNELS, "channels", channels, "1 to " + MAX_CHANNELS);
    requireSide("height", height);
    requireSide("width", width);
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    classNames = List.copyOf(classNames);
    require(
        mean.size() == channels,
        "mean",
        mean,
        "one number for each of %s channels".formatted(channels));
    require(
        std.size() == channels,
        "std",
        std,
        "one number for each of %s channels".formatted(channels));
    require(mean.stream().allMatch(Float::isFinite), "mean", mean, "finite numbers");
    require(
        std.stream().allMatch(value -> Float.isFinite(value) && value > 0),
        "std",
        std,
        "numbers above 0");
    require(classNames.size() != 1, "class_names", classNames, "at least 2 names, or none");
  }

  private static void requireSide(String name, int side) {
    require(side >= MIN_SIDE && side <= MAX_SIDE, name, side, MIN_SIDE + " to " + MAX_SIDE);
  }

  /** Returns the values of one image: channels times height times width. */
  public int values() {
    return channels * height * width;
  }

  /** Returns "3 x 32 x 32": channels, height and width, for messages. */
  public String shapeText() {
    return channels + " x " + height + " x " + width;
  }

  /** Returns whether images of both have the same channels, height and width. */
  public boolean hasShapeOf(ImageDescription other) {
    return channels == other.channels && height == other.height && width == other.width;
  }

  /** Returns the same images with these class names. */
  public ImageDescription withClassNames(List<String> names) {
    return new ImageDescription(channels, height, width, mean, std, names);
  }
}
