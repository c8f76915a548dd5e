// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reslab.CorruptDataException;
import org.reslab.NativeIoException;

/**
 * A folder that holds, or should hold, the files of one data set.
 *
 * <p>With a table of checksums in it the folder is what that table says, which may be a part of the
 * data set; without one it must be the official data set.
 */
record DatasetFolder(DatasetLayout layout, Path directory) {

  /**
   * Returns the folder that a user's path means: itself, or the only folder in it that holds files
   * of the data set, the official one first.
   *
   * @throws DatasetMissingException if there is none; the message names what was found instead
   */
  static DatasetFolder find(DatasetLayout layout, Path given) {
    List<Path> below = Trees.folders(given);
    for (Path place : List.of(given, given.resolve(layout.directory()))) {
      DatasetFolder folder = new DatasetFolder(layout, place);
      if (folder.holdsAny()) {
        return folder;
      }
    }
    List<DatasetFolder> found =
        below.stream()
            .map(place -> new DatasetFolder(layout, place))
            .filter(DatasetFolder::holdsAny)
            .toList();
    if (found.size() == 1) {
      return found.getFirst();
    }
    throw new DatasetMissingException(new MisplacedData(layout, given, below).describe(found));
  }

  /**
   * Returns the folder in a cache, or the one of an operating system's package where only that
   * holds files of the data set.
   *
   * @param root of the cache
   */
  static DatasetFolder kept(DatasetLayout layout, Path root) {
    DatasetFolder cached = new DatasetFolder(layout, root.resolve(layout.directory()));
    if (!cached.holdsAny()
        && layout.origin() instanceof DatasetLayout.PackedFiles(_, Path installed)
        && installed != null) {
      DatasetFolder packaged = new DatasetFolder(layout, installed);
      return packaged.holdsAny() ? packaged : cached;
    }
    return cached;
  }

  /** What to do about files that are missing or damaged. */
  static String cure(DatasetKind kind) {
    return "get the data set with 'reslab data fetch --data %s'".formatted(kind.label());
  }

  /** Returns the file of a part: packed, where only that is there. */
  Path file(DatasetLayout.Part part) {
    Path plain = directory.resolve(part.name());
    Path packed = directory.resolve(part.name() + DatasetLayout.PACKED);
    return !Files.exists(plain) && Files.exists(packed) ? packed : plain;
  }

  boolean holdsAny() {
    return layout.parts().stream().anyMatch(part -> Files.isRegularFile(file(part)));
  }

  /**
   * Checks every file, training files first.
   *
   * @param content whether to read the files and compare their MD5, rather than only their sizes
   * @throws CorruptDataException if the table of checksums is malformed, or names no training or no
   *     test file
   * @throws NativeIoException if a file cannot be read
   */
  List<FileCheck> check(boolean content) {
    List<DatasetLayout.Part> parts = new ArrayList<>(train());
    parts.addAll(test());
    return parts.parallelStream().map(part -> check(part, content)).toList();
  }

  /**
   * Verifies every file.
   *
   * @throws DatasetMissingException if a file is missing
   * @throws CorruptDataException if a file has the wrong size or content
   */
  DatasetFiles verified() {
    for (FileCheck check : check(true)) {
      if (check.status() == FileCheck.Status.MISSING) {
        throw new DatasetMissingException(check.describe() + "; " + cure(layout.kind()));
      }
      if (!check.passed()) {
        throw new CorruptDataException(check.describe() + "; " + cure(layout.kind()));
      }
    }
    return new DatasetFiles(layout.kind(), directory, paths(train()), paths(test()));
  }

  /** Returns the training files that this folder should hold. */
  List<DatasetLayout.Part> train() {
    return expected(layout.train(), "training");
  }

  /** Returns the test files that this folder should hold. */
  List<DatasetLayout.Part> test() {
    return expected(layout.test(), "test");
  }

  private List<DatasetLayout.Part> expected(List<DatasetLayout.Part> official, String use) {
    Path table = directory.resolve(DatasetLayout.CHECKSUMS);
    if (!Files.exists(table)) {
      return official;
    }
    Map<String, String> sums;
    try {
      sums = Checksums.read(table);
    } catch (IOException e) {
      throw unreadable(table, e);
    }
    List<DatasetLayout.Part> parts = new ArrayList<>();
    for (DatasetLayout.Part part : official) {
      @Nullable String md5 = sums.get(part.name());
      if (md5 != null) {
        long bytes = md5.equals(part.md5()) ? part.bytes() : -1;
        parts.add(new DatasetLayout.Part(part.name(), bytes, md5));
      }
    }
    if (parts.isEmpty()) {
      throw new CorruptDataException(
          "%s lists no %s file: expected at least one of %s"
              .formatted(table, use, official.stream().map(DatasetLayout.Part::name).toList()));
    }
    return parts;
  }

  private List<Path> paths(List<DatasetLayout.Part> parts) {
    return parts.stream().map(this::file).toList();
  }

  private FileCheck check(DatasetLayout.Part part, boolean content) {
    Path file = file(part);
    if (!Files.isRegularFile(file)) {
      return result(part, FileCheck.Status.MISSING, -1, null);
    }
    try {
      long bytes = Checksums.unpackedBytes(file);
      if (part.bytes() >= 0 && bytes != part.bytes()) {
        return result(part, FileCheck.Status.WRONG_SIZE, bytes, null);
      }
      if (!content || part.md5() == null) {
        return result(part, FileCheck.Status.SIZE_OK, bytes, null);
      }
      String md5 = Checksums.unpackedMd5(file);
      FileCheck.Status status =
          Objects.equals(md5, part.md5()) ? FileCheck.Status.OK : FileCheck.Status.WRONG_MD5;
      return result(part, status, bytes, md5);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private FileCheck result(
      DatasetLayout.Part part, FileCheck.Status status, long bytes, @Nullable String md5) {
    return new FileCheck(file(part), status, part.bytes(), part.md5(), bytes, md5);
  }

  private static NativeIoException unreadable(Path file, IOException e) {
    return new NativeIoException("cannot read %s: %s".formatted(file, IoReasons.of(e)), e);
  }
}
