// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.reslab.store.StoredRun;

/** What run directories hold now, numbered by how often it was seen to change. */
final class LiveState implements AutoCloseable {
  private static final long LOOK_MILLIS = 1000;

  /** Deep enough for what a run writes: {@code checkpoints/RUN/last.evaluation.json}. */
  private static final int DEPTH = 3;

  private final List<Path> folders;
  private final PageData.Builder builder;
  private @Nullable PageData data;
  private long number;
  private long numberOfData = -1;
  private Map<String, List<Object>> seen;
  private boolean closed;
  private @Nullable Thread watcher;

  /**
   * Reads the directories once.
   *
   * @throws org.reslab.InvalidArgumentException if one is none
   */
  LiveState(List<Path> folders, PageData.Builder builder) {
    this.folders = List.copyOf(folders);
    this.builder = builder;
    this.seen = look();
    this.data = current();
  }

  /** Begins to look for changes, until it is closed. */
  synchronized void watch() {
    watcher = Thread.ofVirtual().name("reslab-report-watch").start(this::watchOn);
  }

  private void watchOn() {
    try {
      while (!closed()) {
        Thread.sleep(LOOK_MILLIS);
        Map<String, List<Object>> now = look();
        synchronized (this) {
          if (!now.equals(seen)) {
            seen = now;
            number++;
            notifyAll();
          }
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  /** Sizes and times of all files, and which folders are being written. */
  private Map<String, List<Object>> look() {
    Map<String, List<Object>> files = new TreeMap<>();
    for (Path folder : folders) {
      try (Stream<Path> all =
          Files.find(
              folder,
              DEPTH,
              (_, attributes) -> attributes.isRegularFile(),
              FileVisitOption.FOLLOW_LINKS)) {
        for (Path file : (Iterable<Path>) all::iterator) {
          BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
          files.put(file.toString(), List.of(attributes.size(), attributes.lastModifiedTime()));
        }
      } catch (IOException | UncheckedIOException _) {
        // A file went between being listed and looked at, and the next look is a second away; or
        // the
        // folder cannot be read, which reading its runs reports.
        files.put(folder.toString(), List.of());
      }
    }
    return files;
  }

  /**
   * Returns the document of what the directories hold.
   *
   * @throws org.reslab.ReslabException if they cannot be read
   */
  synchronized PageData current() {
    @Nullable PageData known = data;
    if (known != null && numberOfData == number) {
      return known;
    }
    List<StoredRun> runs = folders.stream().map(StoredRun::open).toList();
    PageData built = builder.build(runs, true, number);
    data = built;
    numberOfData = number;
    return built;
  }

  synchronized long number() {
    return number;
  }

  synchronized boolean closed() {
    return closed;
  }

  /** Waits for another number than the one given, but not longer than so many milliseconds. */
  synchronized void awaitOther(long known, long millis) throws InterruptedException {
    long end = System.nanoTime() + millis * 1_000_000;
    long left = millis;
    while (!closed && number == known && left > 0) {
      wait(left);
      left = (end - System.nanoTime()) / 1_000_000;
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
    if (watcher != null) {
      watcher.interrupt();
    }
  }
}
