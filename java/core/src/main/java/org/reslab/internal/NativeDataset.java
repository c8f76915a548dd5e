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
import org.reslab.Augmentation;
import org.reslab.CifarFormat;
import org.reslab.Device;
import org.reslab.ImageDescription;
import org.reslab.PixelLayout;
import org.reslab.TrainingConfig;
import org.reslab.bindings.reslab_h;
import org.reslab.bindings.rl_batch_options;
import org.reslab.bindings.rl_dataset_info;
import org.reslab.bindings.rl_image_arrays;

/** Calls on a data set. */
public final class NativeDataset extends NativeHandle {
  private final long images;
  private final int classes;
  private final int channels;
  private final int height;
  private final int width;

  private NativeDataset(NativeScope scope, MemorySegment address) {
    super(scope, address, reslab_h::rl_dataset_free);
    try {
      MemorySegment info = rl_dataset_info.allocate(arena());
      rl_dataset_info.struct_size(info, (int) rl_dataset_info.sizeof());
      scope.check(reslab_h.rl_dataset_describe(object(), info, scope.error()));
      images = rl_dataset_info.images(info);
      classes = rl_dataset_info.classes(info);
      channels = (int) rl_dataset_info.channels(info);
      height = (int) rl_dataset_info.height(info);
      width = (int) rl_dataset_info.width(info);
    } catch (Throwable failure) {
      close();
      throw failure;
    }
  }

  /** Reads files in the CIFAR binary layout; {@code limit} 0 reads all. */
  public static NativeDataset open(
      NativeScope scope,
      CifarFormat format,
      List<String> files,
      long limit,
      ImageDescription images) {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment paths = call.allocate(ADDRESS, files.size());
      for (int i = 0; i < files.size(); i++) {
        paths.setAtIndex(ADDRESS, i, scope.text(call, "the data file's path", files.get(i)));
      }
      scope.check(
          reslab_h.rl_dataset_open(
              format.code(),
              paths,
              files.size(),
              limit,
              NativeImages.description(scope, call, images),
              scope.pointerCell(),
              scope.error()));
      return new NativeDataset(scope, scope.pointerResult());
    }
  }

  /**
   * Reads images and labels from tensors of a safetensors file.
   *
   * @param labels null gives every image the label 0
   * @param description null: as the tensor's shape has it
   */
  public static NativeDataset openTensors(
      NativeScope scope,
      String file,
      String images,
      @Nullable String labels,
      int classes,
      @Nullable ImageDescription description) {
    try (Arena call = Arena.ofConfined()) {
      scope.check(
          reslab_h.rl_dataset_open_tensors(
              scope.text(call, "the input file's path", file),
              scope.text(call, "the name of the images", images),
              labels == null
                  ? MemorySegment.NULL
                  : scope.text(call, "the name of the labels", labels),
              classes,
              description == null
                  ? MemorySegment.NULL
                  : NativeImages.description(scope, call, description),
              scope.pointerCell(),
              scope.error()));
      return new NativeDataset(scope, scope.pointerResult());
    }
  }

  /**
   * Copies images from memory.
   *
   * @param pixels on the heap or native
   * @param floats whether pixels are float32 values, else bytes
   * @param labels null gives every image the label 0
   */
  public static NativeDataset ofArrays(
      NativeScope scope,
      ImageDescription description,
      MemorySegment pixels,
      boolean floats,
      PixelLayout layout,
      long @Nullable [] labels,
      long images,
      int classes) {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment arrays = rl_image_arrays.allocate(call);
      rl_image_arrays.struct_size(arrays, (int) rl_image_arrays.sizeof());
      rl_image_arrays.classes(arrays, classes);
      rl_image_arrays.images(arrays, images);
      rl_image_arrays.pixels(
          arrays, floats ? reslab_h.RL_PIXELS_FLOAT32() : reslab_h.RL_PIXELS_UINT8());
      rl_image_arrays.layout(arrays, layout.code());
      rl_image_arrays.data(arrays, inNativeMemory(call, pixels));
      if (labels != null) {
        rl_image_arrays.labels(arrays, call.allocateFrom(JAVA_LONG, labels));
      }
      rl_image_arrays.description(arrays, NativeImages.description(scope, call, description));
      scope.check(reslab_h.rl_dataset_create(arrays, scope.pointerCell(), scope.error()));
      return new NativeDataset(scope, scope.pointerResult());
    }
  }

  private static MemorySegment inNativeMemory(Arena call, MemorySegment memory) {
    return memory.isNative()
        ? memory
        : call.allocate(memory.byteSize(), Long.BYTES).copyFrom(memory);
  }

  /** Maps the images of a safetensors file into memory. */
  public static NativeDataset map(
      NativeScope scope, String file, ImageDescription description, int classes) {
    try (Arena call = Arena.ofConfined()) {
      scope.check(
          reslab_h.rl_dataset_map(
              scope.text(call, "the path of the images", file),
              classes,
              NativeImages.description(scope, call, description),
              scope.pointerCell(),
              scope.error()));
      return new NativeDataset(scope, scope.pointerResult());
    }
  }

  /** Makes images of independent N(0, 1) values. */
  public static NativeDataset synthetic(
      NativeScope scope, ImageDescription description, long images, int classes, long seed) {
    try (Arena call = Arena.ofConfined()) {
      scope.check(
          reslab_h.rl_dataset_create_synthetic(
              images,
              classes,
              seed,
              NativeImages.description(scope, call, description),
              scope.pointerCell(),
              scope.error()));
      return new NativeDataset(scope, scope.pointerResult());
    }
  }

  /** Makes a data set of some images, which shares the pixels of another one. */
  public static NativeDataset select(NativeScope scope, NativeDataset dataset, long[] numbers) {
    try (Arena call = Arena.ofConfined()) {
      scope.check(
          reslab_h.rl_dataset_select(
              dataset.object(),
              call.allocateFrom(JAVA_LONG, numbers),
              numbers.length,
              scope.pointerCell(),
              scope.error()));
      return new NativeDataset(scope, scope.pointerResult());
    }
  }

  /** Creates a data set of the images of another one, with another description. */
  public static NativeDataset redescribe(
      NativeScope scope, NativeDataset dataset, ImageDescription description) {
    try (Arena call = Arena.ofConfined()) {
      scope.check(
          reslab_h.rl_dataset_redescribe(
              dataset.object(),
              NativeImages.description(scope, call, description),
              scope.pointerCell(),
              scope.error()));
      return new NativeDataset(scope, scope.pointerResult());
    }
  }

  public long images() {
    return images;
  }

  public int classes() {
    return classes;
  }

  public int channels() {
    return channels;
  }

  public int height() {
    return height;
  }

  public int width() {
    return width;
  }

  /** Assembles batches one after another on this thread, and returns how long that took. */
  public AssemblyTime assemble(
      long batch, long batches, boolean shuffle, Augmentation augmentation, long seed) {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment seconds = call.allocate(JAVA_DOUBLE);
      scope()
          .check(
              reslab_h.rl_dataset_assemble(
                  object(),
                  batch,
                  batches,
                  NativeScope.flag(shuffle),
                  scope().text(call, "the augmentation", augmentation.text()),
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
   * @param images receives {@code [config.batch(), height, width, channels]}
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
      rl_batch_options.augmentation(
          options, scope().text(call, "the augmentation", config.augmentation().text()));
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

  /** Images {@code [first, first + count)} as bytes {@code [count, channels, height, width]}. */
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
