// SPDX-License-Identifier: Apache-2.0
package org.reslab.bench;

import java.util.Random;
import org.reslab.Dataset;
import org.reslab.ImageArrays;
import org.reslab.ImageDescription;
import org.reslab.MemorySession;

/**
 * Images of random bytes. Speed does not depend on what they show, and they take the way of real
 * images: bytes, normalised when a batch is assembled.
 */
final class RandomImages {
  static final int CLASSES = 10;

  private RandomImages() {}

  /** Returns what square images of three channels are. */
  static ImageDescription description(int size) {
    ImageDescription cifar10 = ImageDescription.CIFAR10;
    return new ImageDescription(
        cifar10.channels(), size, size, cifar10.mean(), cifar10.std(), cifar10.classNames());
  }

  /**
   * Makes so many images, the same each time.
   *
   * @param size height and width in pixels
   */
  static Dataset open(MemorySession session, long images, int size) {
    ImageDescription description = description(size);
    Random random = new Random(0);
    byte[] pixels = new byte[Math.toIntExact(images * description.values())];
    random.nextBytes(pixels);
    long[] labels = random.longs(images, 0, CLASSES).toArray();
    return session.dataset(ImageArrays.ofBytes(description, pixels, labels, CLASSES));
  }
}
