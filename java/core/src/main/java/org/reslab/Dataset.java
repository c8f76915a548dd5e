// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import java.util.Arrays;
import org.reslab.internal.NativeDataset;

/**
 * Labelled images of one shape, in native memory or in a file that is mapped into it. Belongs to
 * the thread of its session.
 */
public final class Dataset extends SessionResource {
  private final NativeDataset handle;
  private final ImageDescription description;

  Dataset(MemorySession session, NativeDataset handle, ImageDescription description) {
    super(session, handle, "data set");
    this.handle = handle;
    this.description = description;
  }

  /** Returns what the images are. */
  public ImageDescription description() {
    return description;
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
   * Assembles batches one after another on this thread, with the code that a {@link Trainer} has on
   * a thread of its own, and measures how long that takes. A first batch, untimed, warms the memory
   * up.
   *
   * @param batch images in each, at least 1; the last of an epoch may have fewer
   * @param batches at least 1
   * @param shuffle a new order every epoch, its making included; else the data set's
   * @param augmentation of the images
   * @param seed of order and augmentation
   * @throws InvalidArgumentException if a number is out of range
   */
  public AssemblyTime assemble(
      long batch, long batches, boolean shuffle, Augmentation augmentation, long seed) {
    requireUsable();
    return handle.assemble(batch, batches, shuffle, augmentation, seed);
  }

  /**
   * Assembles one batch with the code that a {@link Trainer} on a device has. The values do not
   * depend on the device.
   *
   * @param config batch size, shuffling, augmentation and seed; the rest does not matter
   * @param number of the batch, 0-based over all epochs
   * @param device where it is assembled, not {@link Device#AUTO}
   * @throws InvalidArgumentException if a number is out of range
   * @throws DeviceException if the device is absent
   */
  public ImageBatch batch(TrainingConfig config, long number, Device device) {
    requireUsable();
    int size = description.values();
    if (config.batch() > Integer.MAX_VALUE / size) {
      throw new InvalidArgumentException(
          "a batch of %s images does not fit into one array; ask for a smaller one"
              .formatted(config.batch()));
    }
    int room = (int) config.batch();
    float[] images = new float[room * size];
    long[] labels = new long[room];
    int count = handle.batch(config, number, device, images, labels);
    return new ImageBatch(Arrays.copyOf(images, count * size), Arrays.copyOf(labels, count));
  }

  /**
   * The labels of images {@code [first, first + count)}, each in {@code [0, classes())}.
   *
   * @throws InvalidArgumentException if these are not all images of the data set
   */
  public long[] labels(long first, long count) {
    requireUsable();
    requireRange("labels", first, count);
    return handle.labels(first, Math.toIntExact(count));
  }

  /**
   * Returns images {@code [first, first + count)} for display: bytes {@code [count, channels,
   * height, width]}. Values that came as float32 are taken for normalised ones and rounded.
   *
   * @throws InvalidArgumentException if these are not all images of the data set, or more than an
   *     array holds
   */
  public byte[] pixels(long first, long count) {
    requireUsable();
    requireRange("pixels", first, count);
    int size = description.values();
    if (count > Integer.MAX_VALUE / size) {
      throw new InvalidArgumentException(
          "pixels of %s images do not fit into one array; ask for fewer".formatted(count));
    }
    return handle.pixels(first, (int) count, Math.toIntExact(count * size));
  }

  private void requireRange(String what, long first, long count) {
    if (first < 0 || count < 1 || count > images() - first) {
      throw new InvalidArgumentException(
          "%s of images [%s, %s + %s) were asked for, but the data set has the images [0, %s)"
              .formatted(what, first, first, count, images()));
    }
  }
}
