// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.reslab.InvalidArgumentException;
import org.reslab.NativeIoException;
import org.reslab.files.RunFiles;

/**
 * Says that a process is writing a run directory. The operating system takes the lock back when the
 * process ends, however it ends.
 */
public final class RunLock implements AutoCloseable {
  /**
   * Those of this process: a POSIX lock is lost with the first descriptor of the file that its
   * process closes, so none may be opened to look.
   */
  private static final Set<Path> OWN = new HashSet<>();

  private final Path folder;
  private final FileChannel channel;
  private boolean closed;

  private RunLock(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /**
   * Takes a folder for this process.
   *
   * @throws InvalidArgumentException if it is taken
   * @throws NativeIoException if the lock file cannot be written
   */
  static RunLock acquire(Path folder) {
    Path key = folder.toAbsolutePath().normalize();
    synchronized (OWN) {
      if (OWN.contains(key)) {
        throw taken(folder);
      }
      try {
        @Nullable FileChannel channel = lock(key);
        if (channel == null) {
          throw taken(folder);
        }
        OWN.add(key);
        return new RunLock(key, channel);
      } catch (IOException e) {
        throw new NativeIoException("cannot lock run directory " + folder + ": " + e, e);
      }
    }
  }

  /**
   * Returns whether some process is writing a folder; false where it holds no lock file or none
   * that may be read.
   */
  public static boolean held(Path folder) {
    Path key = folder.toAbsolutePath().normalize();
    synchronized (OWN) {
      if (OWN.contains(key)) {
        return true;
      }
      Path file = key.resolve(RunFiles.LOCK);
      if (!Files.isReadable(file)) {
        return false;
      }
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true);
        return lock == null;
      } catch (IOException _) {
        return false; // a file system without locks: nobody can be known to hold it
      }
    }
  }

  private static @Nullable FileChannel lock(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(
            folder.resolve(RunFiles.LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    channel.close();
    return null;
  }

  private static InvalidArgumentException taken(Path folder) {
    return new InvalidArgumentException(
        "run directory "
            + folder
            + ": another process is writing it; wait for its end, or choose another --out");
  }

  /** Gives the folder back and removes the lock file. Idempotent. */
  @Override
  public void close() {
    synchronized (OWN) {
      if (closed) {
        return;
      }
      closed = true;
      OWN.remove(folder);
      try (channel) {
        // While it is still locked, so that nobody's new lock file is removed.
        Files.deleteIfExists(folder.resolve(RunFiles.LOCK));
      } catch (IOException e) {
        throw new NativeIoException("cannot release run directory " + folder + ": " + e, e);
      }
    }
  }
}
