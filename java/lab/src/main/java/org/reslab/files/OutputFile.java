// SPDX-License-Identifier: Apache-2.0
package org.reslab.files;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.reslab.InvalidArgumentException;
import org.reslab.NativeIoException;

/** Files that users name for results to be written to. */
public final class OutputFile {
  private OutputFile() {}

  /**
   * Returns where to write: the file itself, or where links lead from it, which stay.
   *
   * @param option that the user names the file with, for messages, for example {@code --out}
   * @param overwrite whether a file may be replaced that is there
   * @throws InvalidArgumentException if a file is there and may not be replaced, or is a folder, a
   *     device or anything else but a regular file, which is never replaced
   * @throws NativeIoException if a link cannot be read
   */
  public static Path resolve(Path file, String option, boolean overwrite) {
    Path target = writable(file, option);
    if (!overwrite && Files.exists(target)) {
      throw new InvalidArgumentException(
          "%s exists; choose another %s, or replace it with --overwrite".formatted(file, option));
    }
    return target;
  }

  /**
   * Like {@link #resolve}, where it is the caller who knows whether a regular file may be replaced.
   */
  public static Path writable(Path file, String option) {
    Path target;
    try {
      target = Links.end(file);
    } catch (FileSystemLoopException e) {
      throw new InvalidArgumentException(
          "%s is a link that leads back to itself; choose another %s".formatted(file, option), e);
    } catch (IOException e) {
      throw new NativeIoException("cannot follow the link " + file + ": " + e, e);
    }
    if (Files.exists(target) && !Files.isRegularFile(target)) {
      throw new InvalidArgumentException(
          "%s is %s, expected a regular file or nothing; choose another %s"
              .formatted(
                  file, Files.isDirectory(target) ? "a folder" : "a device or a FIFO", option));
    }
    return target;
  }
}
