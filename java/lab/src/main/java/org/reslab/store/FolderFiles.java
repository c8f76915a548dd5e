// SPDX-License-Identifier: Apache-2.0
package org.reslab.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reslab.CorruptDataException;
import org.reslab.files.Json;

/** The files of a run directory as they are: what is missing or damaged becomes a problem. */
final class FolderFiles {
  private final Path folder;
  private final List<String> problems;
  private final Unreadable unreadable;

  /** Hears of a file that is there and cannot be read; what it does not throw is passed over. */
  @FunctionalInterface
  interface Unreadable {
    /** Takes the file's name and path, and why. */
    void failed(String name, Path file, IOException reason);
  }

  /**
   * Reads a folder.
   *
   * @param problems takes what is missing or damaged, in sentences
   */
  FolderFiles(Path folder, List<String> problems, Unreadable unreadable) {
    this.folder = folder;
    this.problems = problems;
    this.unreadable = unreadable;
  }

  /** Returns a file's text, null where there is none, which is a problem if it was expected. */
  @Nullable String text(String name, boolean expected) {
    Path file = folder.resolve(name);
    if (!Files.exists(file)) {
      if (expected) {
        problems.add(name + " is missing");
      }
      return null;
    }
    try {
      return Files.readString(file);
    } catch (IOException e) {
      unreadable.failed(name, file, e);
      return null;
    }
  }

  /** Returns a JSON object; an empty one where there is none. */
  Map<String, @Nullable Object> document(String name, boolean expected) {
    @Nullable String text = text(name, expected);
    if (text == null) {
      return Map.of();
    }
    try {
      return Json.parseObject(text);
    } catch (CorruptDataException e) {
      problems.add(name + " is damaged: " + e.getMessage());
      return Map.of();
    }
  }

  /** Returns a record of a JSON object; null where there is none. */
  <T> @Nullable T read(String name, boolean expected, Class<T> type) {
    @Nullable String text = text(name, expected);
    if (text == null) {
      return null;
    }
    try {
      return Json.read(text, type);
    } catch (CorruptDataException e) {
      problems.add(name + " is damaged: " + e.getMessage());
      return null;
    }
  }
}
