// SPDX-License-Identifier: Apache-2.0
package org.reslab.internal;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reslab.AssemblyTime;
import org.reslab.CifarFormat;
import org.reslab.Device;
import org.reslab.TrainingConfig;
import org.reslab.bindings.reslab_h;
import org.reslab.bindings.rl_batch_options;
import org.reslab.bindings.rl_dataset_info;

/** Calls on a data set. */
public final class NativeDataset extends NativeHandle {
  private final long images;
  private final int classes;

  private NativeDataset(NativeScope scope, MemorySegment address) {
    super(scope, address, reslab_h::rl_dataset_free);
    try {
      MemorySegment info = rl_dataset_info.allocate(arena());
      rl_dataset_info.struct_size(info, (int) rl_dataset_info.sizeof());
      scope.check(reslab_h.rl_dataset_describe(object(), info, scope.error()));
      images = rl_dataset_info.images(info);
      classes = rl_dataset_info.classes(info);
    } catch (Throwable failure) {
      close();
      throw failure;
    }
  }

  /** Reads files in the CIFAR binary layout; {@code limit} 0 reads all. */
  public static NativeDataset open(
      NativeScope scope, CifarFormat format, List<String> files, long limit) {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment paths = call.allocate(ADDRESS, files.size());
      for (int i = 0; i < files.size(); i++) {
        paths.setAtIndex(ADDRESS, i, scope.text(call, "the data file's path", files.get(i)));
      }
      scope.check(
          reslab_h.rl_dataset_open(
              format.code(), paths, files.size(), limit, scope.pointerCell(), scope.error()));
      return new NativeDataset(scope, scope.pointerResult());
    }
  }

  /**
   * Reads images and labels from tensors of a safetensors file.
   *
   * @param labels null gives every image the label 0
   */
  public static NativeDataset openTensors(
      NativeScope scope, String file, String images, @Nullable String labels, int classes) {
    try (Arena call = Arena.ofConfined()) {
      scope.check(
          reslab_h.rl_dataset_open_tensors(
              scope.text(call, "the input file's path", file),
              scope.text(call, "the name of the images", images),
              labels == null
                  ? MemorySegment.NULL
                  : scope.text(call, "the name of the labels", labels),
              classes,
              scope.pointerCell(),
              scope.error()));
      return new NativeDataset(scope, scope.pointerResult());
    }
  }

  /**
   * Takes images from memory.
   *
   * @param pixels bytes {@code [N, 3, 32, 32]}
   * @param labels null gives every image the label 0
   */
  public static NativeDataset ofImages(
      NativeScope scope, byte[] pixels, long @Nullable [] labels, long images, int classes) {
    try (Arena call = Arena.ofConfined()) {
      scope.check(
          reslab_h.rl_dataset_create_images(
              call.allocateFrom(JAVA_BYTE, pixels),
              labels == null ? MemorySegment.NULL : call.allocateFrom(JAVA_LONG, labels),
              images,
              classes,
              scope.pointerCell(),
              scope.error()));
      return new NativeDataset(scope, scope.pointerResult());
    }
  }

  /** Makes images of independent N(0, 1) values. */
  public static NativeDataset synthetic(NativeScope scope, long images, int classes, long seed) {
    scope.check(
        reslab_h.rl_dataset_create_synthetic(
            images, classes, seed, scope.pointerCell(), scope.error()));
    return new NativeDataset(scope, scope.pointerResult());
  }

  public long images() {
    return images;
  }

  public int classes() {
    return classes;
  }

  /** Assembles batches one after another on this thread, and returns how long that took. */
  public AssemblyTime assemble(
      long batch, long batches, boolean shuffle, boolean augment, long seed) {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment seconds = call.allocate(JAVA_DOUBLE);
      scope()
          .check(
              reslab_h.rl_dataset_assemble(
                  object(),
                  batch,
                  batches,
                  NativeScope.flag(shuffle),
                  NativeScope.flag(augment),
                  seed,
                  scope().longCell(),
                  seconds,
                  scope().error()));
      return new AssemblyTime(scope().longResult(), seconds.get(JAVA_DOUBLE, 0));
    }
  }

  /**
   * Assembles one batch as a trainer on a device does.
   *
   * @param images receives {@code [config.batch(), 32, 32, 3]}
   * @param labels receives as many
   * @return the images of the batch
   */
  public int batch(
      TrainingConfig config, long number, Device device, float[] images, long[] labels) {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment options = rl_batch_options.allocate(call);
      rl_batch_options.struct_size(options, (int) rl_batch_options.sizeof());
      rl_batch_options.device(options, device.kind().code());
      rl_batch_options.device_index(options, device.index());
      rl_batch_options.shuffle(options, NativeScope.flag(config.shuffle()));
      rl_batch_options.augment(options, NativeScope.flag(config.augment()));
      rl_batch_options.batch(options, config.batch());
      rl_batch_options.number(options, number);
      rl_batch_options.seed(options, config.seed());
      MemorySegment nativeImages = call.allocate(JAVA_FLOAT, images.length);
      MemorySegment nativeLabels = call.allocate(JAVA_LONG, labels.length);
      scope()
          .check(
              reslab_h.rl_dataset_batch(
                  object(),
                  options,
                  nativeImages,
                  nativeLabels,
                  scope().longCell(),
                  scope().error()));
      MemorySegment.copy(nativeImages, JAVA_FLOAT, 0, images, 0, images.length);
      MemorySegment.copy(nativeLabels, JAVA_LONG, 0, labels, 0, labels.length);
      return Math.toIntExact(scope().longResult());
    }
  }

  /** Images {@code [first, first + count)} as bytes {@code [count, 3, 32, 32]}. */
  public byte[] pixels(long first, int count, int bytes) {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment pixels = call.allocate(JAVA_BYTE, bytes);
      scope().check(reslab_h.rl_dataset_pixels(object(), first, count, pixels, scope().error()));
      return pixels.toArray(JAVA_BYTE);
    }
  }

  /** Labels of images {@code [first, first + count)}. */
  public long[] labels(long first, int count) {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment labels = call.allocate(JAVA_LONG, count);
      scope().check(reslab_h.rl_dataset_labels(object(), first, count, labels, scope().error()));
      return labels.toArray(JAVA_LONG);
    }
  }
}
