// SPDX-License-Identifier: Apache-2.0
package org.reslab.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;
import org.reslab.CorruptDataException;

/**
 * Reads regular files, and links to them, and nothing else: a FIFO makes whoever opens it wait for
 * its other end, and a device may have no end.
 */
public final class RegularFile {
  private RegularFile() {}

  /**
   * Opens a file.
   *
   * @throws CorruptDataException if something is there that is no regular file
   * @throws IOException if it cannot be opened, for example because it does not exist
   */
  public static InputStream open(Path file) throws IOException {
    require(file);
    return Files.newInputStream(file);
  }

  /**
   * Reads a file of UTF-8.
   *
   * @throws CorruptDataException if something is there that is no regular file
   * @throws java.nio.charset.CharacterCodingException if it is not UTF-8
   * @throws IOException if it cannot be read, for example because it does not exist
   */
  public static String text(Path file) throws IOException {
    require(file);
    return Files.readString(file);
  }

  /**
   * Checks that a file is regular, or a link to a regular one; does nothing where nothing is there.
   *
   * @throws CorruptDataException if it is something else
   */
  public static void require(Path file) {
    @Nullable String other = otherKind(file);
    if (other != null) {
      throw new CorruptDataException(
          "%s is no regular file but %s; remove it".formatted(file, other));
    }
  }

  /**
   * Describes what stands in place of a regular file; null where nothing or a regular file does.
   */
  public static @Nullable String otherKind(Path file) {
    try {
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      if (found.isRegularFile()) {
        return null;
      }
      return found.isDirectory() ? "a folder" : "a FIFO, a socket or a device";
    } catch (IOException e) {
      // Whoever opens it learns why it cannot be; a link that has no end is there all the same.
      return isEndless(file) ? "a link that leads back to itself" : null;
    }
  }

  /** Returns whether anything has this name, a link that leads nowhere included. */
  public static boolean isThere(Path file) {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
  }

  private static boolean isEndless(Path file) {
    try {
      Links.end(file);
      return false;
    } catch (FileSystemLoopException _) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }
}
