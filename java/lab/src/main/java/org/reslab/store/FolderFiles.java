// SPDX-License-Identifier: Apache-2.0
package org.reslab.store;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reslab.CorruptDataException;
import org.reslab.files.Json;
import org.reslab.files.RegularFile;

/** The files of a run directory as they are: what is missing or damaged becomes a problem. */
final class FolderFiles {
  private final Path folder;
  private final List<String> problems;
  private final Unreadable unreadable;

  /** Is called for a file that exists and cannot be read; unless it throws, the file is skipped. */
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
    @Nullable String other = RegularFile.otherKind(file);
    if (other != null) {
      problems.add(name + " is no regular file but " + other);
      return null;
    }
    if (!Files.exists(file)) {
      if (expected) {
        problems.add(name + " is missing");
      }
      return null;
    }
    try {
      return RegularFile.text(file);
    } catch (CharacterCodingException _) {
      problems.add(name + " is damaged: it is not UTF-8");
      return null;
    } catch (IOException e) {
      unreadable.failed(name, file, e);
      return null;
    }
  }

  /** Returns a JSON object; an empty one where there is none. */
  Map<String, @Nullable Object> document(String name, boolean expected) {
    @Nullable Map<String, @Nullable Object> found = read(name, expected, Json::parseObject);
    return found == null ? Map.of() : found;
  }

  /**
   * Returns what a file holds; null where there is none, or it is damaged.
   *
   * @param parser of the file's text; throws {@link CorruptDataException}
   */
  <T> @Nullable T read(String name, boolean expected, Function<String, T> parser) {
    @Nullable String text = text(name, expected);
    if (text == null) {
      return null;
    }
    try {
      return parser.apply(text);
    } catch (CorruptDataException e) {
      problems.add(name + " is damaged: " + e.getMessage());
      return null;
    }
  }
}
