// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import org.jspecify.annotations.Nullable;
import org.reslab.picture.Picture;

/**
 * The smallest and the largest picture; of two with as many pixels the flatter is the smaller. For
 * several threads.
 */
final class PictureExtent {
  private record Sides(int height, int width) implements Comparable<Sides> {
    @Override
    public int compareTo(Sides other) {
      int byPixels = Long.compare((long) height * width, (long) other.height * other.width);
      return byPixels != 0 ? byPixels : Integer.compare(height, other.height);
    }

    @Override
    public String toString() {
      return height + " x " + width;
    }
  }

  private @Nullable Sides smallest;
  private @Nullable Sides largest;

  synchronized void add(Picture picture) {
    Sides sides = new Sides(picture.height(), picture.width());
    smallest = smallest == null || sides.compareTo(smallest) < 0 ? sides : smallest;
    largest = largest == null || sides.compareTo(largest) > 0 ? sides : largest;
  }

  synchronized String smallest() {
    return smallest == null ? "" : smallest.toString();
  }

  synchronized String largest() {
    return largest == null ? "" : largest.toString();
  }
}
