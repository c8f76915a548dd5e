// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import java.util.Arrays;
import org.reslab.internal.NativeDataset;

/** Labelled images of 3 x 32 x 32, held in native memory. Belongs to the thread of its session. */
public final class Dataset extends SessionResource {
  /** Bytes of an image: 3 x 32 x 32. */
  public static final int IMAGE_BYTES = 3 * 32 * 32;

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
   * Assembles batches one after another on this thread, with the code that a {@link Trainer} has on
   * a thread of its own, and measures how long that takes. A first batch, untimed, warms the memory
   * up.
   *
   * @param batch images in each, at least 1; the last of an epoch may have fewer
   * @param batches at least 1
   * @param shuffle a new order every epoch, its making included; else the data set's
   * @param augment random crops and flips, else the images as they are
   * @param seed of order, crops and flips
   * @throws InvalidArgumentException if a number is out of range
   */
  public AssemblyTime assemble(
      long batch, long batches, boolean shuffle, boolean augment, long seed) {
    requireUsable();
    return handle.assemble(batch, batches, shuffle, augment, seed);
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
    if (config.batch() > Integer.MAX_VALUE / IMAGE_BYTES) {
      throw new InvalidArgumentException(
          "a batch of %d images does not fit into one array; ask for a smaller one"
              .formatted(config.batch()));
    }
    int room = (int) config.batch();
    float[] images = new float[room * IMAGE_BYTES];
    long[] labels = new long[room];
    int count = handle.batch(config, number, device, images, labels);
    return new ImageBatch(Arrays.copyOf(images, count * IMAGE_BYTES), Arrays.copyOf(labels, count));
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
   * Returns images {@code [first, first + count)} for display: bytes {@code [count, 3, 32, 32]},
   * channel planes red, green, blue. Values that came as float32 are taken for normalised ones and
   * rounded.
   *
   * @throws InvalidArgumentException if these are not all images of the data set, or more than an
   *     array holds
   */
  public byte[] pixels(long first, long count) {
    requireUsable();
    requireRange("pixels", first, count);
    if (count > Integer.MAX_VALUE / IMAGE_BYTES) {
      throw new InvalidArgumentException(
          "pixels of %d images do not fit into one array; ask for fewer".formatted(count));
    }
    return handle.pixels(first, (int) count, Math.toIntExact(count * IMAGE_BYTES));
  }

  private void requireRange(String what, long first, long count) {
    if (first < 0 || count < 1 || count > images() - first) {
      throw new InvalidArgumentException(
          "%s of images [%d, %d + %d) were asked for, but the data set has the images [0, %d)"
              .formatted(what, first, first, count, images()));
    }
  }
}
