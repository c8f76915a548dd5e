// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.export;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reslab.CorruptDataException;
import org.reslab.InvalidArgumentException;
import org.reslab.NativeIoException;
import org.reslab.files.AtomicFile;
import org.reslab.files.Json;

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

  @FunctionalInterface
  interface Writing {
    void to(OutputStream out) throws IOException;
  }

  /**
   * Opens the folder, and makes it where it is not there.
   *
   * @throws InvalidArgumentException if its list of exported files is not one
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
      if (Files.exists(manifest)) {
        readManifest(Files.readString(manifest));
      }
    } catch (CorruptDataException e) {
      throw new InvalidArgumentException(
          "%s is not the list of an earlier export (%s); choose another --out"
              .formatted(manifest, e.getMessage()));
    } catch (IOException e) {
      throw new NativeIoException("cannot export to " + folder + ": " + e, e);
    }
  }

  Path path() {
    return folder;
  }

  /** Removes what an earlier export of the format left; what is written next belongs to it. */
  void begin(ExportFormat next) {
    format = next.label();
    @Nullable List<String> earlier = owned.remove(format);
    if (earlier != null) {
      for (String name : earlier) {
        Path file = folder.resolve(name);
        try {
          Files.deleteIfExists(file);
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
   * @throws NativeIoException if it cannot be written
   */
  void write(String name, Writing writing) {
    Path file = folder.resolve(name);
    if (Files.exists(file)) {
      throw new InvalidArgumentException(
          "%s exists and was not written by an export of %s; move it away, or choose another --out"
              .formatted(file, format));
    }
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    try {
      Files.createDirectories(file.resolveSibling(""));
      try (OutputStream out = Files.newOutputStream(temporary)) {
        writing.to(out);
      }
      // Before the file is there: one that the list lacks would be taken for somebody else's.
      owned.computeIfAbsent(format, _ -> new ArrayList<>()).add(name);
      AtomicFile.write(folder.resolve(MANIFEST), Json.text(Map.of(FORMATS, owned)));
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      NativeIoException failure = new NativeIoException("cannot write " + file + ": " + e, e);
      try {
        Files.deleteIfExists(temporary);
      } catch (IOException left) {
        failure.addSuppressed(left);
      }
      throw failure;
    }
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
        Path path = folder.resolve(String.valueOf(file)).normalize();
        if (!path.startsWith(folder.normalize()) || path.equals(folder.normalize())) {
          throw new CorruptDataException(file + " is outside of the folder");
        }
        names.add(String.valueOf(file));
      }
      owned.put(String.valueOf(name), names);
    });
  }
}
