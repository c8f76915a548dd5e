// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A path that a user gave as a data set's folder, and that is none.
 *
 * @param below the folders in it
 */
record MisplacedData(DatasetLayout layout, Path given, List<Path> below) {

  /**
   * Returns what the path is, and what to do.
   *
   * @param found the folders in it that do hold files of the data set
   */
  String describe(List<DatasetFolder> found) {
    String kind = layout.kind().label();
    String first = layout.train().getFirst().name();
    if (!Files.exists(given)) {
      return "data folder %s does not exist; %s"
          .formatted(given, DatasetFolder.cure(layout.kind()));
    }
    if (!Files.isDirectory(given)) {
      return "%s is a file, expected the folder of %s, …; %s"
          .formatted(given, first, unpacking(given));
    }
    if (!found.isEmpty()) {
      return "%s holds several folders of %s files, expected one; name one of them: %s"
          .formatted(given, kind, found.stream().map(DatasetFolder::directory).toList());
    }
    for (Path place : places()) {
      for (DatasetKind other : DatasetKind.values()) {
        if (other.hasFiles()
            && other != layout.kind()
            && !other.layout().parts().getFirst().name().equals(first)
            && new DatasetFolder(other.layout(), place).holdsAny()) {
          return "%s holds files of %s, expected those of %s; choose the data set with --data %s"
              .formatted(place, other.label(), kind, other.label());
        }
      }
      @Nullable String archive = layout.archive();
      if (archive != null && Files.isRegularFile(place.resolve(archive))) {
        return "%s holds no %s files but their archive; %s"
            .formatted(place, kind, unpacking(place.resolve(archive)));
      }
    }
    return "no %s files in %s, nor in a folder in it: expected %s, …; %s"
        .formatted(kind, given, first, DatasetFolder.cure(layout.kind()));
  }

  private List<Path> places() {
    List<Path> places = new ArrayList<>(below);
    places.addFirst(given);
    return places;
  }

  private String unpacking(Path file) {
    return file.getFileName().toString().equals(layout.archive())
        ? "unpack it with 'tar -xzf %s' and name the folder %s that comes out"
            .formatted(file, layout.directory())
        : DatasetFolder.cure(layout.kind());
  }
}
