// SPDX-License-Identifier: Apache-2.0
package org.reslab.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file that one thread of one process at a time holds. The operating system takes the lock back
 * when the process ends, however it ends. The file stays, for whoever waits for it has it open; it
 * holds the number of the process that holds it, and is empty while nobody does.
 */
public final class LockFile implements AutoCloseable {
  /**
   * Those of this process: a POSIX lock is lost with the first descriptor of the file that its
   * process closes, so none may be opened to look.
   */
  private static final Set<Path> OWN = new HashSet<>();

  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final long POLL_MILLIS = 10;

  private final Path file;
  private final FileChannel channel;
  private boolean closed;

  private LockFile(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes a lock. It waits a second at least, for {@link #held} has a lock, too, while it looks.
   *
   * @param file made where it is not there; its folder must be
   * @return null if another thread or process still holds it when the time is over
   * @throws org.reslab.CorruptDataException if something is there that is no regular file
   * @throws IOException if it cannot be written, or the file system has no locks
   */
  public static @Nullable LockFile acquire(Path file, Duration wait) throws IOException {
    Path key = key(file);
    long most = Math.max(wait.toNanos(), LOOK.toNanos());
    long begun = System.nanoTime();
    @Nullable LockFile lock = attempt(key);
    while (lock == null && System.nanoTime() - begun < most) {
      try {
        Thread.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while waiting for " + file, e);
      }
      lock = attempt(key);
    }
    return lock;
  }

  private static @Nullable LockFile attempt(Path key) throws IOException {
    synchronized (OWN) {
      if (OWN.contains(key)) {
        return null;
      }
      RegularFile.require(key);
      FileChannel channel =
          FileChannel.open(
              key, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
      try {
        if (channel.tryLock() == null) {
          return null;
        }
        channel.truncate(0);
        channel.write(
            ByteBuffer.wrap(
                (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
        OWN.add(key);
        return new LockFile(key, channel);
      } finally {
        if (!OWN.contains(key)) {
          channel.close();
        }
      }
    }
  }

  /**
   * Returns whether some thread or process holds a lock; false where there is no such file or none
   * that may be read.
   */
  public static boolean held(Path file) {
    try {
      Path key = key(file);
      synchronized (OWN) {
        if (OWN.contains(key)) {
          return true;
        }
        if (!Files.isRegularFile(key, LinkOption.NOFOLLOW_LINKS) || !Files.isReadable(key)) {
          return false;
        }
        try (FileChannel channel = FileChannel.open(key, StandardOpenOption.READ)) {
          return channel.tryLock(0, Long.MAX_VALUE, true) == null;
        }
      }
    } catch (IOException _) {
      return false; // a file system without locks: nobody can be known to hold it
    }
  }

  /** One name for a file, whatever links lead to its folder. */
  private static Path key(Path file) throws IOException {
    Path absolute = file.toAbsolutePath().normalize();
    @Nullable Path folder = absolute.getParent();
    return folder == null ? absolute : folder.toRealPath().resolve(absolute.getFileName());
  }

  /**
   * Gives the lock back. Idempotent.
   *
   * @throws IOException if the file cannot be written; the lock is given back all the same
   */
  @Override
  public void close() throws IOException {
    synchronized (OWN) {
      if (closed) {
        return;
      }
      closed = true;
      OWN.remove(file);
      try (channel) {
        channel.truncate(0);
      }
    }
  }
}
