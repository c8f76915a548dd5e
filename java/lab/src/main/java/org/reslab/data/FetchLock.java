// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.reslab.CancelFlag;

/**
 * Lets one fetch at a time work on a data set: among the threads of this process, and among
 * processes. The operating system drops the lock of a process that dies; the lock file stays.
 */
final class FetchLock implements AutoCloseable {
  private static final ConcurrentHashMap<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();
  private static final long POLL_MILLIS = 100;

  private final ReentrantLock threads;
  private final FileChannel channel;

  private FetchLock(ReentrantLock threads, FileChannel channel) {
    this.threads = threads;
    this.channel = channel;
  }

  /** Waits for the lock, and reports once to {@code progress} that it waits. */
  static FetchLock acquire(Path file, FetchProgress progress, CancelFlag cancel)
      throws IOException {
    ReentrantLock threads =
        THREADS.computeIfAbsent(file.toAbsolutePath().normalize(), key -> new ReentrantLock());
    Waiting waiting = new Waiting(file, progress, cancel);
    @Nullable FileChannel channel = null;
    boolean locked = false;
    boolean mine = false;
    try {
      for (mine = threads.tryLock();
          !mine;
          mine = threads.tryLock(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        waiting.again();
      }
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      for (@Nullable FileLock lock = channel.tryLock(); lock == null; lock = channel.tryLock()) {
        waiting.again();
        Thread.sleep(POLL_MILLIS);
      }
      locked = true;
      return new FetchLock(threads, channel);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for " + file, e);
    } finally {
      if (!locked) {
        if (channel != null) {
          channel.close();
        }
        if (mine) {
          threads.unlock();
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      threads.unlock();
    }
  }

  /** Says once that another fetch is in the way, and gives up on cancel. */
  private static final class Waiting {
    private final Path file;
    private final FetchProgress progress;
    private final CancelFlag cancel;
    private boolean said;

    Waiting(Path file, FetchProgress progress, CancelFlag cancel) {
      this.file = file;
      this.progress = progress;
      this.cancel = cancel;
    }

    void again() {
      DatasetSource.checkCancelled(cancel);
      if (!said) {
        progress.message("%s is held by another process or thread; waiting for it".formatted(file));
        said = true;
      }
    }
  }
}
