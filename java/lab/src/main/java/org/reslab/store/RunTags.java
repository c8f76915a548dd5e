// SPDX-License-Identifier: Apache-2.0
package org.reslab.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.reslab.CorruptDataException;
import org.reslab.InvalidArgumentException;
import org.reslab.NativeIoException;
import org.reslab.files.AtomicFile;
import org.reslab.files.Json;
import org.reslab.files.RunFiles;

/**
 * The tags of a run. They live in its directory, in {@value RunFiles#TAGS}, so that they go where
 * it goes and an rebuilt index has them.
 */
public final class RunTags {
  private static final String KEY = "tags";
  private static final String FORM = "[\\p{L}\\p{N}][\\p{L}\\p{N}._-]{0,39}";

  private RunTags() {}

  /**
   * Returns the tags of a run; none where it has no file of them.
   *
   * @throws CorruptDataException if the file is damaged
   * @throws NativeIoException if it cannot be read
   */
  public static List<String> read(Path folder) {
    Path file = folder.resolve(RunFiles.TAGS);
    if (!Files.exists(file)) {
      return List.of();
    }
    try {
      @Nullable Object list = Json.parseObject(Files.readString(file)).get(KEY);
      List<String> tags = new ArrayList<>();
      for (Object tag : list instanceof List<?> some ? some : List.of(1)) {
        if (!(tag instanceof String text)) {
          throw new CorruptDataException(
              "found %s, expected a list of texts below \"%s\"".formatted(list, KEY));
        }
        tags.add(text);
      }
      return tags;
    } catch (CorruptDataException e) {
      throw new CorruptDataException(
          "%s is damaged: %s; mend or delete it".formatted(file, e.getMessage()));
    } catch (IOException e) {
      throw new NativeIoException("cannot read " + file + ": " + e, e);
    }
  }

  /**
   * Adds tags.
   *
   * @return all that the run has now
   * @throws InvalidArgumentException if the folder is no run directory, or a tag is not of letters,
   *     digits, dots, dashes and underscores
   */
  public static List<String> add(Path folder, Collection<String> tags) {
    for (String tag : tags) {
      if (!tag.matches(FORM)) {
        throw new InvalidArgumentException(
            "tag: found '%s', expected at most 40 letters, digits, dots, dashes and underscores, the"
                    .formatted(tag)
                + " first a letter or digit");
      }
    }
    Set<String> all = new LinkedHashSet<>(read(RunFolders.require(folder)));
    all.addAll(tags);
    return write(folder, all);
  }

  /**
   * Takes tags away; those that the run does not have are no error.
   *
   * @return all that the run has now
   * @throws InvalidArgumentException if the folder is no run directory
   */
  public static List<String> remove(Path folder, Collection<String> tags) {
    Set<String> all = new LinkedHashSet<>(read(RunFolders.require(folder)));
    all.removeAll(tags);
    return write(folder, all);
  }

  private static List<String> write(Path folder, Set<String> tags) {
    AtomicFile.write(folder.resolve(RunFiles.TAGS), Json.text(Map.of(KEY, tags)));
    return List.copyOf(tags);
  }
}
