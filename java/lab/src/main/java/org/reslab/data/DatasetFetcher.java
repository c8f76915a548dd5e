// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reslab.CancelFlag;
import org.reslab.CorruptDataException;
import org.reslab.NativeIoException;

/**
 * Brings a data set into the cache: tries its sources in order, checks what came, and moves it into
 * place in one step. A folder in the cache is therefore complete, or not there.
 */
final class DatasetFetcher {
  private final DatasetLayout layout;
  private final Path root;
  private final List<DatasetSource> sources;

  DatasetFetcher(DatasetLayout layout, Path root, List<DatasetSource> sources) {
    this.layout = layout;
    this.root = root;
    this.sources = sources;
  }

  DatasetFiles fetch(FetchProgress progress, CancelFlag cancel) {
    DatasetFolder target = new DatasetFolder(layout, root.resolve(layout.directory()));
    try {
      Files.createDirectories(root);
      Path lock = root.resolve(layout.directory() + ".lock");
      try (FetchLock _ = FetchLock.acquire(lock, progress, cancel)) {
        if (intact(target, progress)) {
          return target.verified();
        }
        fetch(target.directory(), progress, cancel);
        return target.verified();
      }
    } catch (IOException e) {
      throw new NativeIoException(
          "cannot write the data set cache %s: %s; set RESLAB_CACHE to a folder that can be written"
              .formatted(root, IoReasons.of(e)),
          e);
    }
  }

  private static boolean intact(DatasetFolder target, FetchProgress progress) {
    if (!Files.isDirectory(target.directory())) {
      return false;
    }
    try {
      target.verified();
      return true;
    } catch (CorruptDataException | DatasetMissingException e) {
      progress.message("fetching again, for " + e.getMessage());
      return false;
    }
  }

  private void fetch(Path target, FetchProgress progress, CancelFlag cancel) throws IOException {
    List<String> failures = new ArrayList<>();
    boolean wrongContent = false;
    for (DatasetSource source : sources) {
      progress.message("fetching %s from %s".formatted(layout.kind().label(), source.describe()));
      Path fresh = emptied(target.resolveSibling(layout.directory() + ".new"));
      try {
        source.fetchInto(fresh, progress, cancel);
        seal(fresh);
        replace(target, fresh);
        return;
      } catch (IOException e) {
        wrongContent |= e instanceof WrongContentException;
        String failure = "%s: %s".formatted(source.describe(), IoReasons.of(e));
        progress.message(failure);
        failures.add(failure);
      } finally {
        Trees.delete(fresh);
      }
    }
    String message =
        ("cannot fetch %s: no source gave it:%n  %s%n"
                + "If you have the files, name their folder with --data-dir instead.")
            .formatted(layout.kind().label(), String.join(System.lineSeparator() + "  ", failures));
    if (wrongContent) {
      throw new CorruptDataException(message);
    }
    throw new NativeIoException(message);
  }

  /** Checks the files against what is published, and writes their checksums next to them. */
  private void seal(Path folder) throws IOException {
    Map<String, String> sums = new LinkedHashMap<>();
    List<Path> files = new ArrayList<>();
    for (DatasetLayout.Part part : layout.parts()) {
      Path file = folder.resolve(part.name());
      @Nullable String expected = part.md5();
      String md5 = Checksums.md5(file);
      long bytes = Files.size(file);
      boolean same = expected == null || Objects.equals(expected, md5);
      if (bytes != part.bytes() || !same) {
        throw new WrongContentException(
            String.format(
                Locale.ROOT,
                "%s: expected %,d bytes with MD5 %s, found %,d bytes with MD5 %s",
                part.name(),
                part.bytes(),
                expected,
                bytes,
                md5));
      }
      sums.put(part.name(), md5);
      files.add(file);
    }
    Path table = folder.resolve(DatasetLayout.CHECKSUMS);
    Checksums.write(table, sums);
    files.add(table);
    Trees.sync(files);
  }

  private void replace(Path target, Path fresh) throws IOException {
    Path old = emptied(target.resolveSibling(layout.directory() + ".old"));
    if (Files.exists(target)) {
      // A move replaces an empty folder, never a full one: the damaged one steps aside first.
      Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
    }
    Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
    Trees.delete(old);
  }

  /** Returns the folder, empty: rid of what a killed process may have left. */
  private static Path emptied(Path folder) throws IOException {
    Trees.delete(folder);
    return Files.createDirectory(folder);
  }
}
