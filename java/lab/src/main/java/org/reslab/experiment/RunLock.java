// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.reslab.InvalidArgumentException;
import org.reslab.NativeIoException;
import org.reslab.files.LockFile;
import org.reslab.files.RunFiles;

/**
 * Says that a process is writing a run directory. The operating system takes the lock back when the
 * process ends, however it ends.
 */
public final class RunLock implements AutoCloseable {
  private final Path folder;
  private final LockFile lock;

  private RunLock(Path folder, LockFile lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /**
   * Takes a folder for this process.
   *
   * @throws InvalidArgumentException if it is taken
   * @throws NativeIoException if the lock file cannot be written
   */
  static RunLock acquire(Path folder) {
    try {
      @Nullable LockFile lock = LockFile.acquire(folder.resolve(RunFiles.LOCK), Duration.ZERO);
      if (lock == null) {
        throw new InvalidArgumentException(
            "run directory "
                + folder
                + ": another process is writing it; wait for its end, or choose another --out");
      }
      return new RunLock(folder, lock);
    } catch (IOException e) {
      throw new NativeIoException("cannot lock run directory " + folder + ": " + e, e);
    }
  }

  /**
   * Returns whether some process is writing a folder; false where it holds no lock file or none
   * that may be read.
   */
  public static boolean held(Path folder) {
    return LockFile.held(folder.resolve(RunFiles.LOCK));
  }

  /** Gives the folder back; the lock file stays. Idempotent. */
  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new NativeIoException("cannot release run directory " + folder + ": " + e, e);
    }
  }
}
