// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reslab.CifarFormat;

/** How images and labels lie in the files of a data set. */
enum RecordFormat {
  /** Records of a label byte and {@code [3, 32, 32]} bytes. */
  CIFAR10(CifarFormat.CIFAR10, 1),
  /** Records of a coarse and a fine label byte and {@code [3, 32, 32]} bytes. */
  CIFAR100(CifarFormat.CIFAR100, 2),
  /** Batches of the Python version of CIFAR-10, see {@link PickleFile}. */
  CIFAR10_PYTHON("labels", "batches.meta", "label_names", 10),
  /** Batches of the Python version of CIFAR-100. */
  CIFAR100_PYTHON("fine_labels", "meta", "fine_label_names", 100),
  /** A file of images and a file of labels, see {@link IdxFile}. */
  IDX(null, 0);

  private static final int PIXEL_BYTES = 3 * 32 * 32;

  private final @Nullable CifarFormat cifar;
  private final int labelBytes;
  private final String labels;
  private final @Nullable String nameTable;
  private final String nameKey;
  private final int classes;

  RecordFormat(@Nullable CifarFormat cifar, int labelBytes) {
    this.cifar = cifar;
    this.labelBytes = labelBytes;
    labels = "";
    nameTable = null;
    nameKey = "";
    classes = 0;
  }

  RecordFormat(String labels, String nameTable, String nameKey, int classes) {
    cifar = null;
    labelBytes = 0;
    this.labels = labels;
    this.nameTable = nameTable;
    this.nameKey = nameKey;
    this.classes = classes;
  }

  /** Returns the layout of CIFAR's binary files, or null where it is none of these. */
  @Nullable CifarFormat cifar() {
    return cifar;
  }

  /** Returns the bytes of a label, of which the last is the class. */
  int labelBytes() {
    return labelBytes;
  }

  /** Returns the bytes of an image with its label. */
  int recordBytes() {
    return labelBytes + PIXEL_BYTES;
  }

  /** Returns the file of class names in a folder, or null where there is none. */
  @Nullable Path nameTable(Path folder) {
    return nameTable == null ? null : folder.resolve(nameTable);
  }

  /** Returns the key of the class names in that file. */
  String nameKey() {
    return nameKey;
  }

  /**
   * Returns the images in files of one split.
   *
   * @param files all of that split, in their order
   * @throws IOException if one cannot be read
   * @throws org.reslab.CorruptDataException if one is not of this format
   */
  LabelledImages read(List<Path> files) throws IOException {
    return switch (this) {
      case CIFAR10, CIFAR100 -> new CifarRecords(this, files, images(files));
      case CIFAR10_PYTHON, CIFAR100_PYTHON -> CifarPickles.of(files, labels, classes);
      case IDX -> IdxImages.of(files.get(0), files.get(1));
    };
  }

  /**
   * Returns how many images files of one split hold, by their sizes or their headers where these
   * say so.
   *
   * @param files those that are there
   * @throws IOException if one cannot be read
   */
  long images(List<Path> files) throws IOException {
    if (files.isEmpty()) {
      return 0;
    }
    return switch (this) {
      case CIFAR10, CIFAR100 -> {
        long bytes = 0;
        for (Path file : files) {
          bytes += Files.size(file);
        }
        yield bytes / recordBytes();
      }
      case CIFAR10_PYTHON, CIFAR100_PYTHON -> CifarPickles.of(files, labels, classes).count();
      case IDX -> IdxFile.header(files.getFirst()).count();
    };
  }
}
