// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import org.reslab.internal.NativeDataset;

/** Labelled images of 3 x 32 x 32, held in native memory. Belongs to the thread of its session. */
public final class Dataset extends SessionResource {
  private final NativeDataset handle;

  Dataset(MemorySession session, NativeDataset handle) {
    super(session, handle, "data set");
    this.handle = handle;
  }

  NativeDataset handle() {
    return handle;
  }

  /** Images in the data set. */
  public long images() {
    return handle.images();
  }

  /** Classes that a label may name. */
  public int classes() {
    return handle.classes();
  }

  /**
   * The labels of images {@code [first, first + count)}, each in {@code [0, classes())}.
   *
   * @throws InvalidArgumentException where these are not all images of the data set
   */
  public long[] labels(long first, long count) {
    requireUsable();
    if (first < 0 || count < 1 || count > images() - first) {
      throw new InvalidArgumentException(
          "labels of images ["
              + first
              + ", "
              + first
              + " + "
              + count
              + ") were asked for, but the data set has the images [0, "
              + images()
              + ")");
    }
    return handle.labels(first, Math.toIntExact(count));
  }
}
