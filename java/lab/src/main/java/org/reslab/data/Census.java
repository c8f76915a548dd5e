// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.reslab.CorruptDataException;

/**
 * Counts images by split and class, sums up their channels, and finds the same image in two splits.
 * Sums are whole numbers, so that the order in which images come does not change a bit of them.
 * Safe for use by several threads.
 */
final class Census {
  /** Names an image of a split. */
  interface Names {
    String of(Split split, int index);
  }

  private static final class Part {
    private final long[] byClass;

    /** 64 bits of a digest of each image, which take little room; 0 where there is none. */
    private final long[] prints;

    Part(int classes, int images) {
      byClass = new long[classes];
      prints = new long[images];
    }

    long images() {
      return Arrays.stream(byClass).sum();
    }
  }

  private final Map<Split, Part> parts = new EnumMap<>(Split.class);
  private final long[] sums;
  private final long[] squares;
  private long values;

  /**
   * Begins a count.
   *
   * @param images how many come in each split, at most
   */
  Census(int classes, int channels, Map<Split, Integer> images) {
    images.forEach((split, count) -> parts.put(split, new Part(classes, count)));
    sums = new long[channels];
    squares = new long[channels];
  }

  /**
   * Takes an image.
   *
   * @param index which one of its split, from 0
   * @param pixels bytes {@code [height, width, channels]}
   * @throws CorruptDataException if there is no such class
   */
  void add(Split split, int index, int label, byte[] pixels) {
    MessageDigest digest = Checksums.md5();
    digest.update(pixels);
    long print = ByteBuffer.wrap(digest.digest()).getLong() | 1;
    int channels = sums.length;
    long[] sum = new long[channels];
    long[] square = new long[channels];
    if (split == Split.TRAIN) {
      for (int i = 0; i < pixels.length; i++) {
        int value = pixels[i] & 0xFF;
        sum[i % channels] += value;
        square[i % channels] += (long) value * value;
      }
    }
    synchronized (this) {
      Part part = parts.get(split);
      if (part == null) {
        throw new IllegalStateException("an image of the split " + split + ", which has none");
      }
      if (label >= part.byClass.length) {
        throw new CorruptDataException(
            "image %s of %s has the label %s, expected 0 to %s"
                .formatted(index, split.label(), label, part.byClass.length - 1));
      }
      part.byClass[label]++;
      part.prints[index] = print;
      if (split == Split.TRAIN) {
        values += pixels.length / channels;
        for (int c = 0; c < channels; c++) {
          sums[c] += sum[c];
          squares[c] += square[c];
        }
      }
    }
  }

  /** Returns the images that a split has so far. */
  synchronized long images(Split split) {
    Part part = parts.get(split);
    return part == null ? 0 : part.images();
  }

  /** Returns the mean of each channel of the training images, over values from 0 to 1. */
  synchronized List<Double> mean() {
    List<Double> mean = new ArrayList<>();
    for (long sum : sums) {
      mean.add(sum / (255.0 * values));
    }
    return mean;
  }

  /** Returns the standard deviation likewise, that of all values and not of a sample. */
  synchronized List<Double> std() {
    List<Double> std = new ArrayList<>();
    for (int c = 0; c < sums.length; c++) {
      double mean = (double) sums[c] / values;
      double variance = (double) squares[c] / values - mean * mean;
      std.add(Math.sqrt(Math.max(0, variance)) / 255);
    }
    return std;
  }

  /** Returns the images of each split that has any. */
  synchronized List<DataSummary.Count> counts() {
    List<DataSummary.Count> counts = new ArrayList<>();
    parts.forEach((split, part) ->
        counts.add(
            new DataSummary.Count(
                split, part.images(), Arrays.stream(part.byClass).boxed().toList())));
    return counts;
  }

  /** Returns the images that an earlier split has as well. */
  synchronized DataSummary.Duplicates duplicates(Names names) {
    List<String> examples = new ArrayList<>();
    long validation = duplicates(Split.VALIDATION, List.of(Split.TRAIN), names, examples);
    long test = duplicates(Split.TEST, List.of(Split.TRAIN, Split.VALIDATION), names, examples);
    return new DataSummary.Duplicates(validation, test, examples);
  }

  private long duplicates(Split split, List<Split> earlier, Names names, List<String> examples) {
    Part part = parts.get(split);
    if (part == null) {
      return 0;
    }
    boolean[] counted = new boolean[part.prints.length];
    long count = 0;
    for (Split before : earlier) {
      Part other = parts.get(before);
      if (other == null) {
        continue;
      }
      long[] sorted = other.prints.clone();
      Arrays.sort(sorted);
      for (int i = 0; i < part.prints.length; i++) {
        long print = part.prints[i];
        if (print == 0 || counted[i] || Arrays.binarySearch(sorted, print) < 0) {
          continue;
        }
        counted[i] = true;
        count++;
        if (examples.size() < DataSummary.EXAMPLES) {
          examples.add(
              "%s is %s, too"
                  .formatted(names.of(split, i), names.of(before, indexOf(other.prints, print))));
        }
      }
    }
    return count;
  }

  private static int indexOf(long[] prints, long print) {
    int at = 0;
    while (prints[at] != print) {
      at++;
    }
    return at;
  }
}
