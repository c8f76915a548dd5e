// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.reslab.CifarFormat;
import org.reslab.ImageDescription;
import org.reslab.InvalidArgumentException;

/** The data sets that ResLab trains on. */
public enum DatasetKind {
  /** 50,000 training and 10,000 test images in 10 classes. */
  CIFAR10("cifar10", 10, DatasetLayout::cifar10),
  /** 50,000 training and 10,000 test images in 100 (fine) classes. */
  CIFAR100("cifar100", 100, DatasetLayout::cifar100),
  /** 60,000 training and 10,000 test images of clothes in 10 classes, grey, 28 x 28. */
  FASHION_MNIST("fashion-mnist", 10, DatasetLayout::fashionMnist),
  /** 60,000 training and 10,000 test images of handwritten digits, grey, 28 x 28. */
  MNIST("mnist", 10, DatasetLayout::mnist),
  /** Gaussian images with uniform labels, generated in memory; has no files. */
  SYNTHETIC("synthetic", 10, null);

  /** The data set that is used unless another one is named. */
  public static final DatasetKind DEFAULT = CIFAR10;

  private final String label;
  private final int classes;
  private final @Nullable Supplier<DatasetLayout> layout;

  DatasetKind(String label, int classes, @Nullable Supplier<DatasetLayout> layout) {
    this.label = label;
    this.classes = classes;
    this.layout = layout;
  }

  /** Returns the data sets that have files. */
  public static List<DatasetKind> withFiles() {
    return Arrays.stream(values()).filter(DatasetKind::hasFiles).toList();
  }

  /** Returns the name on the command line and in files. */
  public String label() {
    return label;
  }

  /** Returns the number of classes. */
  public int classes() {
    return classes;
  }

  /** Returns the class names given by the data set's authors, in the order of their labels. */
  public List<String> classNames() {
    return hasFiles()
        ? layout().images().classNames()
        : IntStream.range(0, classes).mapToObj(number -> "class " + number).toList();
  }

  /** Returns what the images are; of generated ones 3 x 32 x 32, as for CIFAR-10. */
  public ImageDescription description() {
    return hasFiles() ? layout().images() : ImageDescription.CIFAR10.withClassNames(classNames());
  }

  /** Returns the training images in its files; 0 if it has none. */
  public long trainImages() {
    return hasFiles() ? layout().training() : 0;
  }

  /** Returns whether the data set lies on disk, rather than being generated. */
  public boolean hasFiles() {
    return layout != null;
  }

  /**
   * Returns the record layout of the files of CIFAR-10 or CIFAR-100.
   *
   * @throws InvalidArgumentException if the data set has no such files
   */
  public CifarFormat format() {
    @Nullable CifarFormat format = layout().format().cifar();
    if (format == null) {
      throw new InvalidArgumentException(
          "the files of %s are no CIFAR files, expected cifar10 or cifar100".formatted(label));
    }
    return format;
  }

  /**
   * Returns the official form of the data set.
   *
   * @throws InvalidArgumentException if it has no files
   */
  DatasetLayout layout() {
    if (layout == null) {
      throw new InvalidArgumentException(
          "the data set %s is generated and has no files; expected one of %s"
              .formatted(label, labels(withFiles())));
    }
    return layout.get();
  }

  /** Returns the form in which Python programs keep the data set, or null where there is none. */
  @Nullable DatasetLayout pythonLayout() {
    return switch (this) {
      case CIFAR10 -> DatasetLayout.cifar10Python();
      case CIFAR100 -> DatasetLayout.cifar100Python();
      case FASHION_MNIST, MNIST, SYNTHETIC -> null;
    };
  }

  /**
   * Returns the data set with this {@linkplain #label() label}; case does not matter.
   *
   * @throws InvalidArgumentException if there is none
   */
  public static DatasetKind parse(String text) {
    String wanted = text.strip().toLowerCase(Locale.ROOT);
    for (DatasetKind kind : values()) {
      if (kind.label.equals(wanted)) {
        return kind;
      }
    }
    throw new InvalidArgumentException(
        "unknown data set '%s': expected one of %s".formatted(text, labels(List.of(values()))));
  }

  private static String labels(List<DatasetKind> kinds) {
    return kinds.stream().map(DatasetKind::label).collect(Collectors.joining(", "));
  }
}
