// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The IDX files in a folder, by the names that MNIST and its successors gave them. */
record IdxFolder(Path directory) {
  /**
   * Returns the images of a split.
   *
   * @throws IOException if a file cannot be read
   * @throws DatasetMissingException if a file is missing, or there are several
   */
  IdxImages images(Split split) throws IOException {
    String word = split == Split.TRAIN ? "train" : "(t10k|test)";
    String example = split == Split.TRAIN ? "train" : "t10k";
    return IdxImages.of(
        file(word, "images", example + "-images-idx3-ubyte"),
        file(word, "labels", example + "-labels-idx1-ubyte"));
  }

  private Path file(String split, String what, String example) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new DatasetMissingException(
          "%s is no folder, expected one with %s; check the path of idx:DIR"
              .formatted(directory, example));
    }
    Pattern name =
        Pattern.compile("(.*[-_.])?%s-%s[-.]idx[0-9]-ubyte(\\.gz)?".formatted(split, what));
    List<Path> found = new ArrayList<>();
    try (Stream<Path> entries = Files.list(directory)) {
      entries
          .filter(entry -> name.matcher(entry.getFileName().toString()).matches())
          .sorted()
          .forEach(found::add);
    }
    // The same file plain and packed is one.
    found.removeIf(entry ->
        entry.toString().endsWith(DatasetLayout.PACKED)
            && found.contains(Path.of(entry.toString().replaceFirst("\\.gz$", ""))));
    if (found.size() != 1) {
      throw new DatasetMissingException(
          "%s holds %s, expected one file like %s or %s%s"
              .formatted(
                  directory,
                  found.isEmpty()
                      ? "no file of " + what
                      : "several: " + found.stream().map(Path::getFileName).toList(),
                  example,
                  example,
                  DatasetLayout.PACKED));
    }
    return found.getFirst();
  }
}
