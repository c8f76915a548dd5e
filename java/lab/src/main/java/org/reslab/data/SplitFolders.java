// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.reslab.InvalidArgumentException;

/** Folders that split pictures already: {@code train}, {@code val} and {@code test}. */
final class SplitFolders {
  private static final Map<String, Split> SPLITS =
      Map.of(
          "train",
          Split.TRAIN,
          "val",
          Split.VALIDATION,
          "valid",
          Split.VALIDATION,
          "validation",
          Split.VALIDATION,
          "test",
          Split.TEST);

  private SplitFolders() {}

  /**
   * Returns the folder of each split; none where a folder is not split. Where there is no test
   * folder, the one of validation takes its part: what is reported must not be what was chosen by.
   *
   * @param notes gets what the user should know
   * @throws InvalidArgumentException if there are such folders, but not those of a split
   */
  static Map<Split, Path> of(Path root, List<String> notes) {
    Map<Split, Path> own = new EnumMap<>(Split.class);
    List<Path> others = new ArrayList<>();
    for (Path folder : FolderNames.folders(root)) {
      Split split = SPLITS.get(FolderNames.of(folder));
      if (split == null || !holdsClasses(folder)) {
        others.add(folder);
        continue;
      }
      Path before = own.put(split, folder);
      if (before != null) {
        throw new InvalidArgumentException(
            "%s has both %s and %s, expected one of them; rename the other"
                .formatted(
                    FolderNames.shown(root), FolderNames.of(before), FolderNames.of(folder)));
      }
    }
    if (own.isEmpty() || (!own.containsKey(Split.TRAIN) && !others.isEmpty())) {
      return Map.of(); // a class may be called test
    }
    if (!own.containsKey(Split.TRAIN)) {
      throw new InvalidArgumentException(
          "%s has %s but no train, expected train and test with class folders in each"
              .formatted(
                  FolderNames.shown(root), own.values().stream().map(FolderNames::of).toList()));
    }
    others.forEach(it ->
        notes.add(
            "%s next to train is passed over".formatted(FolderNames.shown(FolderNames.of(it)))));
    Path validation = own.get(Split.VALIDATION);
    if (own.size() == 1) {
      throw new InvalidArgumentException(
          "%s has train but neither val nor test; to split its pictures name folder:%s"
              .formatted(FolderNames.shown(root), own.get(Split.TRAIN)));
    }
    if (validation != null && !own.containsKey(Split.TEST)) {
      notes.add(
          "there is no test folder: %s is the test split, and validation images come from train"
              .formatted(FolderNames.of(validation)));
      own.put(Split.TEST, validation);
      own.remove(Split.VALIDATION);
    }
    return own;
  }

  private static boolean holdsClasses(Path folder) {
    List<Path> all =
        FolderNames.entries(folder).stream().filter(it -> !FolderNames.isHidden(it)).toList();
    return all.stream().anyMatch(Files::isDirectory)
        && all.stream().noneMatch(it -> FolderNames.isPicture(it) && !Files.isDirectory(it));
  }
}
