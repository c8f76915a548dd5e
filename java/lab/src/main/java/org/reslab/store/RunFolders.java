// SPDX-License-Identifier: Apache-2.0
package org.reslab.store;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.reslab.InvalidArgumentException;
import org.reslab.NativeIoException;
import org.reslab.data.Trees;
import org.reslab.experiment.RunLock;
import org.reslab.files.AtomicFile;
import org.reslab.files.RunFiles;
import org.reslab.text.EditDistance;

/** The run directories below a folder: found, named, removed. */
public final class RunFolders {
  /** A matrix has its runs one folder deeper; one more for the user's own order. */
  private static final int DEPTH = 3;

  private static final int MOST_CANDIDATES = 10;

  /** What ResLab writes into a run directory, and what its own commands add by default. */
  private static final Set<String> OWN =
      Stream.concat(
              RunFiles.TRAINING.stream(),
              Stream.of(
                  RunFiles.CHECKPOINTS,
                  RunFiles.CELLS,
                  RunFiles.DIAGNOSIS,
                  RunFiles.DIAGNOSIS_TABLE,
                  RunFiles.TAGS,
                  RunFiles.LOCK,
                  RunFiles.TAGS_LOCK,
                  "report.html",
                  "export"))
          .collect(Collectors.toUnmodifiableSet());

  private RunFolders() {}

  /**
   * Finds the run directories below a folder, by their paths below it. Links are not followed.
   *
   * @return by name, in order; empty where the folder does not exist
   * @throws NativeIoException if the folder cannot be read
   */
  static NavigableMap<String, Path> find(Path dir) {
    NavigableMap<String, Path> found = new TreeMap<>();
    if (Files.isDirectory(dir)) {
      find(dir, dir, DEPTH, found);
    }
    return found;
  }

  private static void find(Path root, Path folder, int depth, Map<String, Path> found) {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        if (!Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)
            || String.valueOf(entry.getFileName()).startsWith(".")) {
          continue;
        }
        if (RunReader.kindOf(entry) != null) {
          found.put(root.relativize(entry).toString(), entry);
        } else if (depth > 1 && Files.isReadable(entry)) {
          find(root, entry, depth - 1, found);
        }
      }
    } catch (IOException e) {
      throw new NativeIoException("cannot list " + folder + ": " + e, e);
    } catch (DirectoryIteratorException e) {
      throw new NativeIoException("cannot list " + folder + ": " + e.getMessage(), e);
    }
  }

  /**
   * Finds the run that the user means.
   *
   * @param dir the folder of runs
   * @param text a path, a name below {@code dir}, or the beginning of a name that no other has
   * @return its directory
   * @throws InvalidArgumentException if there is none, or several; the message lists those
   */
  public static Path resolve(Path dir, String text) {
    for (Path path : List.of(Path.of(text), dir.resolve(text))) {
      if (Files.isDirectory(path) && RunReader.kindOf(path) != null) {
        return path;
      }
    }
    Map<String, Path> all = find(dir);
    List<String> candidates =
        new ArrayList<>(all.keySet().stream().filter(name -> name.startsWith(text)).toList());
    if (candidates.size() == 1) {
      return dir.resolve(candidates.getFirst());
    }
    if (candidates.isEmpty()) {
      @Nullable String nearest = EditDistance.nearest(text, all.keySet());
      throw new InvalidArgumentException(
          "found no run '%s' in %s; %s"
              .formatted(
                  text,
                  dir,
                  nearest == null
                      ? "'reslab runs list' shows those there are"
                      : "did you mean '" + nearest + "'?"));
    }
    int more = candidates.size() - MOST_CANDIDATES;
    throw new InvalidArgumentException(
        "'%s' is the beginning of %s runs in %s: %s%s; give more of the name"
            .formatted(
                text,
                candidates.size(),
                dir,
                String.join(
                    ", ", candidates.subList(0, Math.min(MOST_CANDIDATES, candidates.size()))),
                more > 0 ? " and " + more + " more" : ""));
  }

  /** Returns the folder if it is a run directory. */
  static Path require(Path folder) {
    if (!Files.isDirectory(folder) || RunReader.kindOf(folder) == null) {
      throw new InvalidArgumentException(folder + " is no run directory; nothing was changed");
    }
    return folder;
  }

  /**
   * Refuses what {@link #remove} would not remove.
   *
   * @throws InvalidArgumentException if the folder is no run directory, is a link to one or the
   *     working directory, holds what is not ResLab's, or a process is writing it
   * @throws NativeIoException if it cannot be listed
   */
  public static void requireRemovable(Path folder) {
    require(folder);
    requireNoDetour(folder);
    List<String> foreign = foreign(folder);
    if (!foreign.isEmpty()) {
      throw new InvalidArgumentException(
          "%s holds what is not of a run: %s; move that elsewhere first. Nothing was removed"
              .formatted(
                  folder,
                  String.join(
                      ", ", foreign.subList(0, Math.min(MOST_CANDIDATES, foreign.size())))));
    }
    if (!Files.exists(folder.resolve(RunFiles.ENVIRONMENT))
        && !Files.exists(folder.resolve(RunFiles.SUMMARY))
        && !Files.exists(folder.resolve(RunFiles.CELLS))) {
      throw new InvalidArgumentException(
          folder + " holds an experiment file and no run of it; nothing was removed");
    }
    if (RunLock.held(folder)) {
      throw new InvalidArgumentException(
          folder + " is being written by a process; stop it first. Nothing was removed");
    }
  }

  /** Refuses a path that is not the folder's own, and a folder that somebody works in. */
  private static void requireNoDetour(Path folder) {
    Path plain = folder.toAbsolutePath().normalize();
    try {
      Path real = folder.toRealPath();
      @Nullable Path parent = plain.getParent();
      if (parent == null || !parent.toRealPath().resolve(plain.getFileName()).equals(real)) {
        throw new InvalidArgumentException(
            "%s is a link, or leads over one, to %s; remove the link, or name that directory itself"
                .formatted(folder, real));
      }
      if (Path.of("").toRealPath().startsWith(real)) {
        throw new InvalidArgumentException(
            "%s is the working directory, or holds it; go elsewhere first. Nothing was removed"
                .formatted(folder));
      }
    } catch (IOException e) {
      throw new NativeIoException("cannot look at " + folder + ": " + e, e);
    }
  }

  /**
   * Returns the names in a folder that no run has; {@code experiment new} may have written its file
   * there.
   */
  private static List<String> foreign(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .map(entry -> String.valueOf(entry.getFileName()))
          .filter(name -> !OWN.contains(AtomicFile.finalName(name)))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new NativeIoException("cannot list " + folder + ": " + e, e);
    }
  }

  /**
   * Removes a run directory with all that is in it, and nothing else: links in it are removed, not
   * followed.
   *
   * @throws InvalidArgumentException as {@link #requireRemovable}
   * @throws NativeIoException if something cannot be removed
   */
  public static void remove(Path folder) {
    requireRemovable(folder);
    try {
      Trees.delete(folder.toRealPath()); // a path that ends in a dot names nothing to delete
    } catch (IOException e) {
      throw new NativeIoException("cannot remove " + folder + ": " + e, e);
    }
  }
}
