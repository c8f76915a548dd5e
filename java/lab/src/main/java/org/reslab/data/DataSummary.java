// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reslab.ImageDescription;

/**
 * What is in a data set, by its content.
 *
 * @param data what it was opened as
 * @param classNames in the order of the labels
 * @param mean of each channel of the training images, over values from 0 to 1
 * @param std standard deviation likewise
 * @param smallest the picture with the fewest pixels, as "height x width" of its file
 * @param largest the picture with the most
 * @param transparent pictures with transparent parts, which were laid on white
 * @param ignored files in a folder that are no pictures or are hidden
 * @param unreadable pictures that cannot be read
 * @param unreadableFiles the first of them, with the reasons
 * @param duplicates images that are in more than one split
 */
public record DataSummary(
    String data,
    int channels,
    int height,
    int width,
    List<String> classNames,
    List<Double> mean,
    List<Double> std,
    List<Count> splits,
    String smallest,
    String largest,
    long transparent,
    long ignored,
    long unreadable,
    List<String> unreadableFiles,
    Duplicates duplicates) {

  /** How many names a list of examples has at most. */
  static final int EXAMPLES = 10;

  /** Copies the lists. */
  public DataSummary {
    classNames = List.copyOf(classNames);
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    splits = List.copyOf(splits);
    unreadableFiles = List.copyOf(unreadableFiles);
  }

  /**
   * Images of one split.
   *
   * @param byClass as many numbers as there are classes
   */
  public record Count(Split split, long images, List<Long> byClass) {
    /** Copies the list. */
    public Count {
      byClass = List.copyOf(byClass);
    }
  }

  /**
   * Images that are, pixel for pixel and as the network sees them, in more than one split.
   *
   * @param validation images of the validation split that are training images, too
   * @param test images of the test split that are training or validation images, too
   * @param examples the first of them
   */
  public record Duplicates(long validation, long test, List<String> examples) {
    /** Copies the list. */
    public Duplicates {
      examples = List.copyOf(examples);
    }
  }

  /** Returns the summary under another name of the data. */
  DataSummary of(String name) {
    return new DataSummary(
        name,
        channels,
        height,
        width,
        classNames,
        mean,
        std,
        splits,
        smallest,
        largest,
        transparent,
        ignored,
        unreadable,
        unreadableFiles,
        duplicates);
  }

  /** Returns the count of a split, or null where there is none. */
  public @Nullable Count count(Split split) {
    return splits.stream().filter(it -> it.split() == split).findFirst().orElse(null);
  }

  /** Returns the images of each class in a split; empty where there is no such split. */
  public List<Long> byClass(Split split) {
    @Nullable Count count = count(split);
    return count == null ? List.of() : count.byClass();
  }

  /** Returns what a network is built for: images of this size, mean and deviation. */
  public ImageDescription description() {
    return new ImageDescription(
        channels,
        height,
        width,
        mean.stream().map(Double::floatValue).toList(),
        std.stream().map(Double::floatValue).toList(),
        classNames);
  }
}
