// SPDX-License-Identifier: Apache-2.0
package org.reslab.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.reslab.CifarFormat;
import org.reslab.Dataset;
import org.reslab.MemorySession;
import org.reslab.NativeIoException;

/**
 * Images of random bytes in the layout of CIFAR-10. Speed does not depend on what they show, and
 * they take the way of real images: bytes, normalised when a batch is assembled.
 */
final class RandomImages {
  static final int CLASSES = 10;
  private static final int PIXELS = 3 * 32 * 32;

  private RandomImages() {}

  /** Opens so many images, the same each time. */
  static Dataset open(MemorySession session, long images) {
    try {
      Path file = Files.createTempFile("reslab-bench-", ".bin");
      try {
        Files.write(file, records(Math.toIntExact(images)));
        return session.openCifar(CifarFormat.CIFAR10, List.of(file), 0);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new NativeIoException("cannot write images for the benchmark: " + e, e);
    }
  }

  private static byte[] records(int images) {
    byte[] records = new byte[Math.multiplyExact(images, 1 + PIXELS)];
    Random random = new Random(0);
    random.nextBytes(records);
    for (int i = 0; i < images; i++) {
      records[i * (1 + PIXELS)] = (byte) random.nextInt(CLASSES);
    }
    return records;
  }
}
