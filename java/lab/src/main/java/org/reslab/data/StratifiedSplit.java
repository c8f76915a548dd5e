// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.reslab.InvalidArgumentException;

/**
 * Labelled images divided in two so that each class has its share in both: a function of labels,
 * share and seed alone, whatever is trained on them.
 *
 * @param kept numbers of the images of the larger part, ascending
 * @param taken numbers of the others, ascending
 */
@SuppressWarnings("ArrayRecordComponent") // numbers for one reader
public record StratifiedSplit(long[] kept, long[] taken) {
  /**
   * Takes a share of each class, rounded, but at least one image of a class that has two or more.
   * The images are drawn with {@link Random}, whose numbers are specified for all time.
   *
   * @param share above 0 and below 1
   * @throws InvalidArgumentException if a part would be empty
   */
  public static StratifiedSplit of(long[] labels, double share, long seed) {
    Map<Long, List<Integer>> byClass = new TreeMap<>();
    for (int i = 0; i < labels.length; i++) {
      byClass.computeIfAbsent(labels[i], _ -> new ArrayList<>()).add(i);
    }
    boolean[] isTaken = new boolean[labels.length];
    Random random = new Random(seed);
    int count = 0;
    for (List<Integer> images : byClass.values()) {
      Collections.shuffle(images, random);
      int size = images.size() == 1 ? 0 : Math.max(1, (int) Math.round(images.size() * share));
      images.subList(0, Math.min(size, images.size() - 1)).forEach(image -> isTaken[image] = true);
      count += Math.min(size, images.size() - 1);
    }
    if (count == 0) {
      throw new InvalidArgumentException(
          ("%s images in %s classes leave none for a validation split of %s; use more images, or"
                  + " train without one: --val 0")
              .formatted(labels.length, byClass.size(), share));
    }
    long[] taken = new long[count];
    long[] kept = new long[labels.length - count];
    int nextTaken = 0;
    int nextKept = 0;
    for (int i = 0; i < labels.length; i++) {
      if (isTaken[i]) {
        taken[nextTaken++] = i;
      } else {
        kept[nextKept++] = i;
      }
    }
    return new StratifiedSplit(kept, taken);
  }

  @Override
  public String toString() {
    return "StratifiedSplit[kept=%s, taken=%s]"
        .formatted(Arrays.toString(kept), Arrays.toString(taken));
  }
}
