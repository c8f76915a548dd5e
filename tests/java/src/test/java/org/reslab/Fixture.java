// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import java.nio.file.Path;
import java.util.List;

/** The files that tests read, and networks and data sets small enough to train in a test. */
public final class Fixture {
  /** Training images of the fixture. */
  static final int TRAIN_IMAGES = 200;

  /** Test images of the fixture. */
  static final int TEST_IMAGES = 100;

  private Fixture() {}

  /** The root of the source tree. */
  public static Path source() {
    return Path.of(required("reslab.source"));
  }

  /** A few real images of CIFAR-10 in the official layout. */
  public static Path cifarFolder() {
    return source().resolve("tests/data/cifar10-small");
  }

  static Dataset train(MemorySession session) {
    return session.openCifar(
        CifarFormat.CIFAR10, List.of(cifarFolder().resolve("data_batch_1.bin")), 0);
  }

  static Dataset test(MemorySession session) {
    return session.openCifar(
        CifarFormat.CIFAR10, List.of(cifarFolder().resolve("test_batch.bin")), 0);
  }

  /** A tinynet that trains in milliseconds. */
  static NetworkSpec small(String block) {
    return NetworkSpec.builder("tinynet", Block.of(block))
        .width(8)
        .layers(List.of(1L, 1L, 1L))
        .build();
  }

  static String required(String property) {
    String value = System.getProperty(property);
    if (value == null) {
      throw new IllegalStateException(
          "system property " + property + " is not set; the build sets it");
    }
    return value;
  }
}
