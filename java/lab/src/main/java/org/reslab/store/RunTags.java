// SPDX-License-Identifier: Apache-2.0
package org.reslab.store;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reslab.CorruptDataException;
import org.reslab.InvalidArgumentException;
import org.reslab.NativeIoException;
import org.reslab.files.AtomicFile;
import org.reslab.files.Json;
import org.reslab.files.LockFile;
import org.reslab.files.RegularFile;
import org.reslab.files.RunFiles;

/**
 * The tags of a run. They live in its directory, in {@value RunFiles#TAGS}, so that they go where
 * it goes and an rebuilt index has them.
 */
public final class RunTags {
  private static final String KEY = "tags";
  private static final String FORM = "[\\p{L}\\p{N}][\\p{L}\\p{N}._-]{0,39}";

  /** Changing tags takes milliseconds. */
  private static final Duration WAIT = Duration.ofSeconds(10);

  private RunTags() {}

  /**
   * Returns the tags of a run; none where it has no file of them.
   *
   * @throws CorruptDataException if the file is damaged
   * @throws NativeIoException if it cannot be read
   */
  public static List<String> read(Path folder) {
    Path file = folder.resolve(RunFiles.TAGS);
    if (!RegularFile.isThere(file)) {
      return List.of();
    }
    RegularFile.require(file);
    try {
      @Nullable Object list = Json.parseObject(RegularFile.text(file)).get(KEY);
      List<String> tags = new ArrayList<>();
      for (Object tag : list instanceof List<?> some ? some : List.of(1)) {
        if (!(tag instanceof String text)) {
          throw new CorruptDataException(
              "found %s, expected a list of texts below \"%s\"".formatted(list, KEY));
        }
        tags.add(text);
      }
      return tags;
    } catch (CorruptDataException | CharacterCodingException e) {
      throw new CorruptDataException(
          "%s is damaged: %s; mend or delete it".formatted(file, e.getMessage()), e);
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
    return change(folder, all -> all.addAll(tags));
  }

  /**
   * Takes tags away; those that the run does not have are no error.
   *
   * @return all that the run has now
   * @throws InvalidArgumentException if the folder is no run directory
   */
  public static List<String> remove(Path folder, Collection<String> tags) {
    return change(folder, all -> all.removeAll(tags));
  }

  /** Reads, changes and writes as one: of two who change tags at once, neither undoes the other. */
  private static List<String> change(Path folder, Consumer<Set<String>> change) {
    RunFolders.require(folder);
    try (@Nullable LockFile lock = LockFile.acquire(folder.resolve(RunFiles.TAGS_LOCK), WAIT)) {
      if (lock == null) {
        throw new NativeIoException(
            "another process has been changing the tags of %s for %s seconds; try again"
                .formatted(folder, WAIT.toSeconds()));
      }
      Set<String> tags = new LinkedHashSet<>(read(folder));
      change.accept(tags);
      AtomicFile.write(folder.resolve(RunFiles.TAGS), Json.text(Map.of(KEY, tags)));
      return List.copyOf(tags);
    } catch (IOException e) {
      throw new NativeIoException("cannot change the tags of " + folder + ": " + e, e);
    }
  }
}
