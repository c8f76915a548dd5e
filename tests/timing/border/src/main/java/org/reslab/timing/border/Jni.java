// SPDX-License-Identifier: Apache-2.0
package org.reslab.timing.border;

import java.nio.file.Path;
import org.reslab.NativeRuntime;
import org.reslab.StepRecord;

/** The peer: the functions of {@code jni_peer.c}. The product has nothing of the kind. */
final class Jni {
  /** Records that the peer holds. */
  static final int RECORDS = 1024;

  private static final String PROPERTY = "reslab.native";

  private Jni() {}

  /**
   * Loads the product's native part and then the peer's library, which lies next to it.
   *
   * @throws IllegalStateException where the system property {@code reslab.native} does not name the
   *     folder
   */
  static void load() {
    NativeRuntime.get().setThreads(1);
    String folder = System.getProperty(PROPERTY);
    if (folder == null) {
      throw new IllegalStateException(
          "the system property " + PROPERTY + " is not set; start through tests/timing/border/run");
    }
    System.load(Path.of(folder).toAbsolutePath().resolve("libreslab_jni_peer.so").toString());
  }

  static native int abiVersion();

  /** Throws {@link org.reslab.InvalidArgumentException} for a kind that there is not. */
  static native long liveHandles(int kind);

  static native Described describe();

  /** Where the peer's records lie; they stay there. */
  static native long recordsAddress();

  /**
   * Copies the records.
   *
   * @param counts receives step, epoch and images of each
   * @param numbers receives loss, gradient norm, learning rate, seconds and waiting seconds of each
   */
  static native void recordsInBulk(long[] counts, double[] numbers);

  static native StepRecord[] recordsAsObjects();

  static native long openDataset(long images, int classes, long seed);

  static native void closeDataset(long dataset);

  static native long[] labels(long dataset, long first, int count);

  static native long allocate(long bytes);

  static native void release(long address);
}
