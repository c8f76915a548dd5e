// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.export;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reslab.CorruptDataException;
import org.reslab.InvalidArgumentException;
import org.reslab.NativeIoException;
import org.reslab.files.AtomicFile;
import org.reslab.files.AtomicFile.Content;
import org.reslab.files.Json;
import org.reslab.files.RegularFile;

/**
 * A folder of exported files, which remembers by format which they are: a later export of a format
 * replaces its files and no others. Each file appears whole or not at all.
 */
final class ExportFolder {
  private static final String MANIFEST = "export.json";
  private static final String FORMATS = "formats";

  private final Path folder;
  private final Map<String, List<String>> owned = new LinkedHashMap<>();
  private final List<Path> written = new ArrayList<>();
  private String format = "";

  /**
   * Opens the folder, and makes it where it is not there.
   *
   * @throws CorruptDataException if its list of exported files is damaged, or names a file that is
   *     not in the folder
   * @throws NativeIoException if it cannot be made or read
   */
  ExportFolder(Path folder) {
    this.folder = folder;
    Path manifest = folder.resolve(MANIFEST);
    try {
      if (Files.exists(folder) && !Files.isDirectory(folder)) {
        throw new NotDirectoryException(folder.toString());
      }
      Files.createDirectories(folder);
      AtomicFile.removeTemporaries(manifest);
      RegularFile.require(manifest);
      if (Files.exists(manifest)) {
        readManifest(RegularFile.text(manifest));
      }
    } catch (CorruptDataException | CharacterCodingException e) {
      throw new CorruptDataException(
          "%s is not the list of an earlier export (%s); choose another --out"
              .formatted(manifest, e.getMessage()),
          e);
    } catch (IOException e) {
      throw new NativeIoException("cannot export to " + folder + ": " + e, e);
    }
  }

  Path path() {
    return folder;
  }

  /**
   * Removes what an earlier export of the format left, and what it had half written when it was
   * killed; what is written next belongs to it.
   */
  void begin(ExportFormat next) {
    format = next.label();
    @Nullable List<String> earlier = owned.remove(format);
    if (earlier != null) {
      for (String name : earlier) {
        Path file = folder.resolve(name);
        try {
          Files.deleteIfExists(file);
          AtomicFile.removeTemporaries(file);
        } catch (IOException e) {
          throw new NativeIoException("cannot replace " + file + ": " + e, e);
        }
      }
    }
    owned.put(format, new ArrayList<>());
  }

  /**
   * Writes a file of the format begun last.
   *
   * @param name below the folder, its parts between slashes
   * @throws InvalidArgumentException if a file is there that no export wrote
   * @throws CorruptDataException if it would not lie in the folder
   * @throws NativeIoException if it cannot be written
   */
  void write(String name, Content content) {
    requireInside(name);
    Path file = folder.resolve(name);
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new InvalidArgumentException(
          "%s exists and was not written by an export of %s; move it away, or choose another --out"
              .formatted(file, format));
    }
    try {
      Files.createDirectories(file.resolveSibling(""));
      requireInside(name);
      // Before the file is there: one that the list lacks would be taken for somebody else's.
      owned.computeIfAbsent(format, _ -> new ArrayList<>()).add(name);
      AtomicFile.write(folder.resolve(MANIFEST), Json.text(Map.of(FORMATS, owned)));
    } catch (IOException e) {
      throw new NativeIoException("cannot write " + file + ": " + e, e);
    }
    AtomicFile.write(file, content);
    written.add(file);
  }

  List<Path> written() {
    return List.copyOf(written);
  }

  private void readManifest(String text) {
    if (!(Json.parseObject(text).get(FORMATS) instanceof Map<?, ?> formats)) {
      throw new CorruptDataException("no '" + FORMATS + "'");
    }
    formats.forEach((name, files) -> {
      if (!(files instanceof List<?> list)) {
        throw new CorruptDataException("no list of files of " + name);
      }
      List<String> names = new ArrayList<>();
      for (Object file : list) {
        requireInside(String.valueOf(file));
        names.add(String.valueOf(file));
      }
      owned.put(String.valueOf(name), names);
    });
  }

  /**
   * Checks the name of a file, which may come from a run directory of somebody else: it is to lie
   * in the folder itself, not behind a link in it.
   *
   * @throws CorruptDataException if it does not
   */
  void requireInside(String name) {
    if (!isRelative(name)) {
      throw new CorruptDataException(
          "'%s' is no path below %s, expected names between slashes".formatted(name, folder));
    }
    for (Path at = Path.of(name).getParent(); at != null; at = at.getParent()) {
      Path parent = folder.resolve(at);
      if (Files.exists(parent, LinkOption.NOFOLLOW_LINKS)
          && !Files.isDirectory(parent, LinkOption.NOFOLLOW_LINKS)) {
        throw new CorruptDataException(
            "'%s' is not in %s: %s is %s, expected a folder"
                .formatted(
                    name, folder, parent, Files.isSymbolicLink(parent) ? "a link" : "a file"));
      }
    }
  }

  private static boolean isRelative(String name) {
    try {
      Path path = Path.of(name);
      return !name.isEmpty()
          && !path.isAbsolute()
          && path.normalize().equals(path)
          && !path.startsWith("..");
    } catch (InvalidPathException _) {
      return false; // for example a NUL
    }
  }
}
