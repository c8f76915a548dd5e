// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reslab.CorruptDataException;
import org.reslab.ImageDescription;
import org.reslab.ImageSource;
import org.reslab.InvalidArgumentException;
import org.reslab.NativeIoException;

/**
 * A training and a test split whose images lie one behind another in a few files.
 *
 * @param label of the source
 * @param images what the images are; their mean and deviation are those of {@code train} where none
 *     are published
 */
record RecordSplits(
    String label, ImageDescription images, int classes, LabelledImages train, LabelledImages test) {
  private interface Reading {
    RecordSplits run() throws IOException;
  }

  /** Returns a data set that is known by name. */
  static RecordSplits known(DatasetKind kind, DataRequest request) {
    request.requireNoSize(kind.label());
    if (!kind.hasFiles()) {
      throw new InvalidArgumentException(
          kind.label() + " images are generated in a session and have no files to open");
    }
    DatasetFolder folder = new DatasetStore(request.cache()).find(kind, request.dataDir());
    DatasetFiles files = folder.verified();
    return read(
        folder.directory(),
        () -> {
          RecordFormat format = folder.layout().format();
          return new RecordSplits(
              kind.label(),
              kind.description(),
              kind.classes(),
              format.read(files.train()),
              format.read(files.test()));
        });
  }

  /** Returns a folder of IDX files. */
  static RecordSplits idx(DataSource.Idx source, DataRequest request) {
    request.requireNoSize(source.label());
    request.requireNoDataDir(source.label());
    return read(source.directory(), () -> idx(source, new IdxFolder(source.directory())));
  }

  private static RecordSplits idx(DataSource.Idx source, IdxFolder folder) throws IOException {
    IdxImages train = folder.images(Split.TRAIN);
    IdxImages test = folder.images(Split.TEST);
    if (!train.shape().equals(test.shape())) {
      throw new CorruptDataException(
          "%s has images of shape %s but %s of %s, expected one shape"
              .formatted(train.images(), train.shape(), test.images(), test.shape()));
    }
    int classes = train.classes();
    int tested = test.classes() - 1;
    if (tested >= classes) {
      throw new CorruptDataException(
          "%s has the label %s, expected 0 to %s, the labels of %s"
              .formatted(test.labels(), tested, classes - 1, train.labels()));
    }
    ImageDescription images = train.description(source.label(), classes);
    return new RecordSplits(source.label(), images, classes, train, test);
  }

  /** Returns a folder of CIFAR's Python batches, whole or a part of them. */
  static RecordSplits pickle(DataSource.Pickle source, DataRequest request) {
    request.requireNoSize(source.label());
    request.requireNoDataDir(source.label());
    Path directory = source.directory();
    for (DatasetKind kind : List.of(DatasetKind.CIFAR10, DatasetKind.CIFAR100)) {
      DatasetLayout layout = Objects.requireNonNull(kind.pythonLayout());
      DatasetFolder folder = new DatasetFolder(layout, directory);
      if (folder.holdsAny()) {
        return read(directory, () -> pickle(source, folder));
      }
    }
    throw new DatasetMissingException(
        "%s holds no batches of CIFAR's Python version: expected data_batch_1, …, test_batch or"
                .formatted(directory)
            + " train, test; name the folder that was unpacked, cifar-10-batches-py or"
            + " cifar-100-python");
  }

  private static RecordSplits pickle(DataSource.Pickle source, DatasetFolder folder)
      throws IOException {
    DatasetLayout layout = folder.layout();
    RecordFormat format = layout.format();
    ImageDescription images = layout.images();
    @Nullable Path table = format.nameTable(folder.directory());
    if (table != null && Files.isRegularFile(table)) {
      List<String> names = CifarPickles.classNames(table, format.nameKey());
      if (names.size() != layout.kind().classes()) {
        throw new CorruptDataException(
            "%s has %s class names, expected %s"
                .formatted(table, names.size(), layout.kind().classes()));
      }
      images = images.withClassNames(names);
    }
    return new RecordSplits(
        source.label(),
        images,
        layout.kind().classes(),
        format.read(present(folder, layout.train(), "training")),
        format.read(present(folder, layout.test(), "test")));
  }

  private static List<Path> present(
      DatasetFolder folder, List<DatasetLayout.Part> parts, String use) {
    List<Path> files = parts.stream().map(folder::file).filter(Files::isRegularFile).toList();
    if (files.isEmpty()) {
      throw new DatasetMissingException(
          "%s has no %s file, expected %s"
              .formatted(folder.directory(), use, parts.getFirst().name()));
    }
    return files;
  }

  private static RecordSplits read(Path directory, Reading reading) {
    try {
      return reading.run();
    } catch (IOException e) {
      throw new NativeIoException("cannot read %s: %s".formatted(directory, IoReasons.of(e)), e);
    }
  }

  /** Returns the splits, ready for a session. */
  ImageSplits open() {
    return new ImageSplits(
        images,
        classes,
        new ImageSplits.Part(train.count(), source(train)),
        null,
        new ImageSplits.Part(test.count(), source(test)));
  }

  private ImageSource source(LabelledImages split) {
    return split instanceof CifarRecords records
        ? session -> session.openCifar(records.cifar(), records.files(), 0, images)
        : session -> SessionImages.take(session, images, split, classes);
  }

  /** Returns what is in the files, having read all images. */
  DataSummary summary() {
    Census census =
        new Census(
            classes,
            images.channels(),
            Map.of(
                Split.TRAIN,
                Math.toIntExact(train.count()),
                Split.TEST,
                Math.toIntExact(test.count())));
    try {
      count(census, Split.TRAIN, train);
      count(census, Split.TEST, test);
    } catch (IOException e) {
      throw new NativeIoException("cannot read %s: %s".formatted(label, IoReasons.of(e)), e);
    }
    String size = images.height() + " x " + images.width();
    return new DataSummary(
        label,
        images.channels(),
        images.height(),
        images.width(),
        images.classNames(),
        census.mean(),
        census.std(),
        census.counts(),
        size,
        size,
        0,
        0,
        0,
        List.of(),
        census.duplicates((split, index) -> "image %s of %s".formatted(index, split.label())));
  }

  private static void count(Census census, Split split, LabelledImages images) throws IOException {
    int[] next = {0};
    images.forEach((pixels, label) -> census.add(split, next[0]++, label, pixels));
  }
}
