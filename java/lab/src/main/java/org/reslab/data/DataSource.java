// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.reslab.CancelFlag;
import org.reslab.InvalidArgumentException;
import org.reslab.text.EditDistance;

/** Where images come from: what {@code --data} names. */
public sealed interface DataSource {
  /** What {@link #label} writes before a path, and what it stands for. */
  String PATHS = "folder:DIR, idx:DIR or pickle:DIR";

  /** A data set that is known by its name. */
  record Known(DatasetKind kind) implements DataSource {
    @Override
    public String label() {
      return kind.label();
    }

    @Override
    public ImageSplits open(DataRequest request, FetchProgress progress, CancelFlag cancel) {
      return RecordSplits.known(kind, request).open();
    }

    @Override
    public DataSummary summary(DataRequest request, FetchProgress progress, CancelFlag cancel) {
      return RecordSplits.known(kind, request).summary();
    }
  }

  /** A folder with a folder of pictures for each class. */
  record Folder(Path directory) implements DataSource {
    @Override
    public String label() {
      return "folder:" + directory;
    }

    @Override
    public ImageSplits open(DataRequest request, FetchProgress progress, CancelFlag cancel) {
      return FolderImages.of(directory, request, progress, cancel).splits();
    }

    @Override
    public DataSummary summary(DataRequest request, FetchProgress progress, CancelFlag cancel) {
      return FolderImages.of(directory, request, progress, cancel).summary();
    }
  }

  /** A folder with the four IDX files of MNIST's layout, packed with gzip or plain. */
  record Idx(Path directory) implements DataSource {
    @Override
    public String label() {
      return "idx:" + directory;
    }

    @Override
    public ImageSplits open(DataRequest request, FetchProgress progress, CancelFlag cancel) {
      return RecordSplits.idx(this, request).open();
    }

    @Override
    public DataSummary summary(DataRequest request, FetchProgress progress, CancelFlag cancel) {
      return RecordSplits.idx(this, request).summary();
    }
  }

  /** A folder with the batches of CIFAR's Python version. */
  record Pickle(Path directory) implements DataSource {
    @Override
    public String label() {
      return "pickle:" + directory;
    }

    @Override
    public ImageSplits open(DataRequest request, FetchProgress progress, CancelFlag cancel) {
      return RecordSplits.pickle(this, request).open();
    }

    @Override
    public DataSummary summary(DataRequest request, FetchProgress progress, CancelFlag cancel) {
      return RecordSplits.pickle(this, request).summary();
    }
  }

  /** Returns what {@link #parse} reads. */
  String label();

  /**
   * Finds the images and makes them ready to be taken into a session: files of records are checked,
   * pictures decoded into a cache file, unless that was done before.
   *
   * @param progress hears of the work, on the calling thread
   * @param cancel ends it
   * @throws DatasetMissingException if the data are not where they should be
   * @throws org.reslab.CorruptDataException if a file is not what it should be, or a picture cannot
   *     be read
   * @throws org.reslab.NativeIoException if a file cannot be read, or the cache not be written
   * @throws InvalidArgumentException if the request does not fit the data; {@code synthetic} images
   *     are not opened but made in a session
   * @throws org.reslab.CancelledException soon after the flag is set
   */
  ImageSplits open(DataRequest request, FetchProgress progress, CancelFlag cancel);

  /**
   * Describes the images, having read all of them; the errors are those of {@link #open}, but that
   * unreadable pictures are counted.
   */
  DataSummary summary(DataRequest request, FetchProgress progress, CancelFlag cancel);

  /**
   * Reads the name of a known data set, or {@code folder:DIR}, {@code idx:DIR}, {@code pickle:DIR}.
   * The folder need not exist yet.
   *
   * @throws InvalidArgumentException if it is none of these
   */
  static DataSource parse(String text) {
    String wanted = text.strip();
    int colon = wanted.indexOf(':');
    if (colon >= 0) {
      String form = wanted.substring(0, colon).toLowerCase(Locale.ROOT);
      String directory = wanted.substring(colon + 1);
      if (directory.isEmpty()) {
        throw new InvalidArgumentException(
            "'%s' names no folder, expected for example %s:DIR".formatted(text, form));
      }
      return switch (form) {
        case "folder" -> new Folder(path(text, directory));
        case "idx" -> new Idx(path(text, directory));
        case "pickle" -> new Pickle(path(text, directory));
        default -> throw unknown(text, form);
      };
    }
    for (DatasetKind kind : DatasetKind.values()) {
      if (kind.label().equals(wanted.toLowerCase(Locale.ROOT))) {
        return new Known(kind);
      }
    }
    throw unknown(text, wanted);
  }

  private static Path path(String text, String directory) {
    try {
      return Path.of(directory);
    } catch (InvalidPathException e) {
      throw new InvalidArgumentException(
          "'%s' names no folder: %s".formatted(text, e.getReason()), e);
    }
  }

  private static InvalidArgumentException unknown(String text, String word) {
    List<String> labels = Arrays.stream(DatasetKind.values()).map(DatasetKind::label).toList();
    List<String> words = new ArrayList<>(labels);
    words.addAll(List.of("folder", "idx", "pickle"));
    @Nullable String nearest = EditDistance.nearest(word.toLowerCase(Locale.ROOT), words);
    String cure = "";
    if (isFolder(text)) {
      cure = "; for class folders of pictures write folder:" + text;
    } else if (nearest != null) {
      cure = "; did you mean %s?".formatted(labels.contains(nearest) ? nearest : nearest + ":DIR");
    }
    return new InvalidArgumentException(
        "unknown data set '%s': expected one of %s, or %s%s"
            .formatted(text, String.join(", ", labels), PATHS, cure));
  }

  private static boolean isFolder(String text) {
    try {
      return Files.isDirectory(Path.of(text));
    } catch (InvalidPathException e) {
      return false; // then it is a name
    }
  }
}
