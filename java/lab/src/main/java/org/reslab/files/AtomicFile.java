// SPDX-License-Identifier: Apache-2.0
package org.reslab.files;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.reslab.NativeIoException;

/**
 * Writes files that appear whole or not at all: under a name that nobody can foresee, in the same
 * folder, and then renamed. Links are not followed: one in the file's place is replaced, as a file
 * is.
 */
public final class AtomicFile {
  /** What {@link #isTemporary} finds in a name, and what a random part of 64 bits follows. */
  private static final String MARK = ".tmp-";

  private static final SecureRandom RANDOM = new SecureRandom();

  private AtomicFile() {}

  /** Writes a file's content. */
  @FunctionalInterface
  public interface Content {
    /** Writes to a stream, which stays open. */
    void to(OutputStream out) throws IOException;
  }

  /**
   * Makes the names in a folder survive a loss of power.
   *
   * @throws IOException if the folder cannot be opened or flushed
   */
  public static void syncFolder(@Nullable Path folder) throws IOException {
    if (folder == null) {
      return;
    }
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Returns whether a file's name is one that a process leaves which is killed while it writes. */
  public static boolean isTemporary(String name) {
    return !finalName(name).equals(name);
  }

  /**
   * Returns the name that a file was to get which {@link #isTemporary}; any other name as it is.
   */
  public static String finalName(String name) {
    // Without the random part: names of earlier versions.
    return name.replaceFirst("\\.tmp(-[0-9a-f]{16})?$", "");
  }

  /**
   * Removes what processes have left that were killed while they wrote a file; nobody may be
   * writing it.
   *
   * @throws IOException if the folder cannot be read, or a file in it cannot be removed
   */
  public static void removeTemporaries(Path file) throws IOException {
    String name = String.valueOf(file.getFileName());
    Path folder = file.resolveSibling("");
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> all = Files.list(folder)) {
      for (Path each : all.toList()) {
        String other = String.valueOf(each.getFileName());
        if (other.startsWith(name + MARK)
            && finalName(other).equals(name)
            && Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS)) {
          Files.delete(each);
        }
      }
    }
  }

  /**
   * Replaces a file's content. A final line feed is added where it lacks.
   *
   * @throws NativeIoException if that fails, for example because the file is a folder or a device;
   *     it is then as it was
   */
  public static void write(Path file, String text) {
    String content = text.endsWith("\n") ? text : text + "\n";
    write(file, out -> out.write(content.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Replaces a file's content.
   *
   * @throws NativeIoException if that fails, for example because the file is a folder or a device;
   *     it is then as it was
   */
  public static void write(Path file, Content content) {
    try {
      requireReplaceable(file);
      Path temporary = written(file, content);
      try {
        Files.move(
            temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException e) {
        throw withdrawn(temporary, e);
      }
      syncFolder(file.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw new NativeIoException("cannot write " + file + ": " + e, e);
    }
  }

  private static void requireReplaceable(Path file) throws IOException {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)
        && !Files.isSymbolicLink(file)
        && !Files.isRegularFile(file)) {
      throw new FileSystemException(
          file.toString(), null, "is there and is no regular file, so it is not replaced");
    }
  }

  /** Returns a new file next to another, with the content, all of which is on the disk. */
  private static Path written(Path file, Content content) throws IOException {
    Path temporary = temporary(file);
    FileChannel channel =
        FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (channel) {
      OutputStream out = Channels.newOutputStream(channel);
      content.to(out);
      out.flush();
      channel.force(true);
      return temporary;
    } catch (IOException e) {
      throw withdrawn(temporary, e);
    } catch (RuntimeException e) {
      throw withdrawn(temporary, e);
    }
  }

  private static Path temporary(Path file) {
    byte[] random = new byte[Long.BYTES];
    RANDOM.nextBytes(random);
    return file.resolveSibling(file.getFileName() + MARK + HexFormat.of().formatHex(random));
  }

  /** Removes the temporary file and returns the reason. */
  private static <E extends Exception> E withdrawn(Path temporary, E reason) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException left) {
      reason.addSuppressed(left);
    }
    return reason;
  }
}
