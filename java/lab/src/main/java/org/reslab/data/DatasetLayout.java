// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reslab.ImageDescription;

/**
 * The official form of a data set: where it comes from, its folder, and the files in that folder.
 *
 * <p>CIFAR-10's checksums are those of the files in the archive on A. Krizhevsky's page. For
 * CIFAR-100 only the archive's own checksum is published, so its files are known by their sizes
 * until a fetch has written their checksums down. The checksums of MNIST and Fashion-MNIST are
 * those of the unpacked files, whatever packed them: repacked by the Debian project,
 * Fashion-MNIST's have other packed bytes than those whose checksums its authors published.
 *
 * @param training images in the training files
 * @param images what the images are; mean and deviation are the ones that most published code uses
 */
record DatasetLayout(
    DatasetKind kind,
    String directory,
    RecordFormat format,
    Origin origin,
    long training,
    List<Part> train,
    List<Part> test,
    ImageDescription images) {

  /** The table of checksums that may lie next to the files, as {@code md5sum} writes it. */
  static final String CHECKSUMS = "MD5SUMS";

  /** What a packed file is called after its name. */
  static final String PACKED = ".gz";

  /** The size of a file that is known by its checksum alone. */
  private static final long ANY_SIZE = -1;

  /** One file: its name, its size and, where published, its MD5, both unpacked. */
  record Part(String name, long bytes, @Nullable String md5) {}

  /** Where the files come from. */
  sealed interface Origin {
    /** Returns the folder on the server, ending in a slash. */
    URI base();
  }

  /**
   * One archive with all files.
   *
   * @param mirrored whether the npm registry has a package with the same files
   */
  record Archive(URI base, String name, String md5, boolean mirrored) implements Origin {}

  /**
   * Each file by itself, packed with gzip.
   *
   * @param installed where an operating system's package puts them, or null
   */
  record PackedFiles(URI base, @Nullable Path installed) implements Origin {}

  /** Returns the training files, then the test files. */
  List<Part> parts() {
    List<Part> all = new ArrayList<>(train);
    all.addAll(test);
    return all;
  }

  /** Returns the name of the archive, or null where there is none. */
  @Nullable String archive() {
    return origin instanceof Archive archive ? archive.name() : null;
  }

  static DatasetLayout cifar10() {
    long bytes = 10_000L * RecordFormat.CIFAR10.recordBytes();
    return new DatasetLayout(
        DatasetKind.CIFAR10,
        "cifar-10-batches-bin",
        RecordFormat.CIFAR10,
        new Archive(
            OfficialArchive.BASE,
            "cifar-10-binary.tar.gz",
            "c32a1d4ab5d03f1284b67883e8d87530",
            true),
        50_000,
        List.of(
            new Part("data_batch_1.bin", bytes, "5dd7e06a14cb22eb9f671a540d1b7c25"),
            new Part("data_batch_2.bin", bytes, "5ea93a67294ea407fff1d09f752e9692"),
            new Part("data_batch_3.bin", bytes, "942cd6a4bcdd0dd3c604fbe906cb4421"),
            new Part("data_batch_4.bin", bytes, "ae636b3ba5c66a11e91e8cb52e771fcb"),
            new Part("data_batch_5.bin", bytes, "53f37980c15c3d472c316c40844f3f0d")),
        List.of(new Part("test_batch.bin", bytes, "803d5f7f4d78ea53de84dbe85f74fb6d")),
        ImageDescription.CIFAR10.withClassNames(ClassNames.CIFAR10));
  }

  static DatasetLayout cifar100() {
    long record = RecordFormat.CIFAR100.recordBytes();
    return new DatasetLayout(
        DatasetKind.CIFAR100,
        "cifar-100-binary",
        RecordFormat.CIFAR100,
        new Archive(
            OfficialArchive.BASE,
            "cifar-100-binary.tar.gz",
            "03b5dce01913d631647c71ecec9e9cb8",
            false),
        50_000,
        List.of(new Part("train.bin", 50_000 * record, null)),
        List.of(new Part("test.bin", 10_000 * record, null)),
        new ImageDescription(
            3,
            32,
            32,
            List.of(.5071f, .4867f, .4408f),
            List.of(.2675f, .2565f, .2761f),
            ClassNames.CIFAR100));
  }

  /** The checksums are those of the files in the archive, as torchvision publishes them. */
  static DatasetLayout cifar10Python() {
    return new DatasetLayout(
        DatasetKind.CIFAR10,
        "cifar-10-batches-py",
        RecordFormat.CIFAR10_PYTHON,
        new Archive(
            OfficialArchive.BASE,
            "cifar-10-python.tar.gz",
            "c58f30108f718f92721af3b95e74349a",
            false),
        50_000,
        List.of(
            new Part("data_batch_1", ANY_SIZE, "c99cafc152244af753f735de768cd75f"),
            new Part("data_batch_2", ANY_SIZE, "d4bba439e000b95fd0a9bffe97cbabec"),
            new Part("data_batch_3", ANY_SIZE, "54ebc095f3ab1f0389bbae665268c751"),
            new Part("data_batch_4", ANY_SIZE, "634d18415352ddfa80567beed471001a"),
            new Part("data_batch_5", ANY_SIZE, "482c414d41f54cd18b22e5b47cb7c3cb")),
        List.of(new Part("test_batch", ANY_SIZE, "40351d587109b95175f43aff81a1287e")),
        cifar10().images());
  }

  /** Likewise. */
  static DatasetLayout cifar100Python() {
    return new DatasetLayout(
        DatasetKind.CIFAR100,
        "cifar-100-python",
        RecordFormat.CIFAR100_PYTHON,
        new Archive(
            OfficialArchive.BASE,
            "cifar-100-python.tar.gz",
            "eb9058c3a382ffc7106e4002c42a8d85",
            false),
        50_000,
        List.of(new Part("train", ANY_SIZE, "16019d7e3df5f24257cddd939b257f8d")),
        List.of(new Part("test", ANY_SIZE, "f0ef6b0ae62326f3e7ffdfab6717acfc")),
        cifar100().images());
  }

  /** Source: LeCun, Cortes, Burges, The MNIST database of handwritten digits. */
  static DatasetLayout mnist() {
    return mnistLike(
        DatasetKind.MNIST,
        "mnist",
        new PackedFiles(URI.create("https://ossci-datasets.s3.amazonaws.com/mnist/"), null),
        List.of(
            "6bbc9ace898e44ae57da46a324031adb",
            "a25bea736e30d166cdddb491f175f624",
            "2646ac647ad5339dbf082846283269ea",
            "27ae3e4e09519cfbb04c329615203637"),
        new ImageDescription(1, 28, 28, List.of(.1307f), List.of(.3081f), ClassNames.MNIST));
  }

  /** Source: Xiao, Rasul, Vollgraf 2017, arXiv 1708.07747. */
  static DatasetLayout fashionMnist() {
    return mnistLike(
        DatasetKind.FASHION_MNIST,
        "fashion-mnist",
        new PackedFiles(
            URI.create("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"),
            Path.of("/usr/share/datasets/fashion-mnist")),
        List.of(
            "f4a8712d7a061bf5bd6d2ca38dc4d50a",
            "9018921c3c673c538a1fc5bad174d6f9",
            "8181f5470baa50b63fa0f6fddb340f0a",
            "15d484375f8d13e6eb1aabb0c3f46965"),
        new ImageDescription(
            1, 28, 28, List.of(.2860f), List.of(.3530f), ClassNames.FASHION_MNIST));
  }

  /** Returns a layout of MNIST's files, whose names and unpacked sizes Fashion-MNIST has, too. */
  private static DatasetLayout mnistLike(
      DatasetKind kind,
      String directory,
      Origin origin,
      List<String> md5,
      ImageDescription images) {
    return new DatasetLayout(
        kind,
        directory,
        RecordFormat.IDX,
        origin,
        60_000,
        List.of(
            new Part("train-images-idx3-ubyte", 47_040_016, md5.get(0)),
            new Part("train-labels-idx1-ubyte", 60_008, md5.get(1))),
        List.of(
            new Part("t10k-images-idx3-ubyte", 7_840_016, md5.get(2)),
            new Part("t10k-labels-idx1-ubyte", 10_008, md5.get(3))),
        images);
  }
}
