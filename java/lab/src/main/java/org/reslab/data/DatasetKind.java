// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.reslab.CifarFormat;
import org.reslab.InvalidArgumentException;

/** A data set that ResLab trains on. */
public enum DatasetKind {
  /** 50,000 training and 10,000 test images in 10 classes. */
  CIFAR10("cifar10", 10),
  /** 50,000 training and 10,000 test images in 100 (fine) classes. */
  CIFAR100("cifar100", 100),
  /** Gaussian images with uniform labels, made on the fly; has no files. */
  SYNTHETIC("synthetic", 10);

  private final String label;
  private final int classes;

  DatasetKind(String label, int classes) {
    this.label = label;
    this.classes = classes;
  }

  /** Returns the name on the command line and in files. */
  public String label() {
    return label;
  }

  /** Returns the number of classes. */
  public int classes() {
    return classes;
  }

  /**
   * Returns the names of the classes in the order of their labels, as the data set's authors have
   * them.
   */
  public List<String> classNames() {
    return switch (this) {
      case CIFAR10 -> ClassNames.CIFAR10;
      case CIFAR100 -> ClassNames.CIFAR100;
      case SYNTHETIC -> ClassNames.numbered(classes);
    };
  }

  /** Returns the images for training in its files, 0 where it has none. */
  public long trainImages() {
    return hasFiles() ? 50_000 : 0;
  }

  /** Returns whether the data set lies on disk, rather than being made on the fly. */
  public boolean hasFiles() {
    return this != SYNTHETIC;
  }

  /**
   * Returns the record layout of the files.
   *
   * @throws IllegalStateException if the data set has no files
   */
  public CifarFormat format() {
    return switch (this) {
      case CIFAR10 -> CifarFormat.CIFAR10;
      case CIFAR100 -> CifarFormat.CIFAR100;
      case SYNTHETIC -> throw new IllegalStateException("synthetic data has no file format");
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
        "unknown data set '%s': expected one of %s"
            .formatted(
                text,
                Arrays.stream(values()).map(DatasetKind::label).collect(Collectors.joining(", "))));
  }
}
