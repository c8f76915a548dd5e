// SPDX-License-Identifier: Apache-2.0
package org.reslab.files;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.reslab.NativeIoException;

/**
 * A text file (UTF-8) that lines are added to.
 *
 * <p>After a failed write, for example on a full disk, nothing is written any more: how much of the
 * buffer arrived is not known, and what would be written again could be there twice.
 */
public final class GrowingFile implements AutoCloseable {
  private final Path file;
  private final FileChannel channel;
  private final BufferedWriter writer;
  private boolean broken;
  private boolean closed;

  /**
   * Opens the file. A link is not followed: a run directory may come from somebody else, and the
   * file at the end of the link be anybody's.
   *
   * @param options must let it be written
   * @throws org.reslab.CorruptDataException if something is there that is no regular file
   * @throws NativeIoException if it cannot be opened
   */
  public GrowingFile(Path file, OpenOption... options) {
    this.file = file;
    RegularFile.require(file);
    Set<OpenOption> all = new HashSet<>(List.of(options));
    all.add(LinkOption.NOFOLLOW_LINKS);
    try {
      channel = FileChannel.open(file, all);
    } catch (IOException e) {
      if (Files.isSymbolicLink(file)) {
        throw new NativeIoException(
            "cannot write to %s: it is a link, which is not followed; put the file itself there"
                .formatted(file),
            e);
      }
      throw new NativeIoException("cannot open " + file + " for writing: " + e, e);
    }
    writer =
        new BufferedWriter(
            new OutputStreamWriter(Channels.newOutputStream(channel), StandardCharsets.UTF_8));
  }

  /**
   * Adds a line to the buffer.
   *
   * @throws NativeIoException if the buffer was full and cannot be written
   */
  public void line(String text) {
    write(() -> {
      writer.write(text);
      writer.write('\n');
    });
  }

  /**
   * Hands the buffer to the operating system.
   *
   * @throws NativeIoException if it cannot be written
   */
  public void flush() {
    write(writer::flush);
  }

  /**
   * Hands the buffer to the disk: what is in the file survives a loss of power.
   *
   * @return bytes of the whole file
   * @throws NativeIoException if it cannot be written
   */
  public long sync() {
    write(() -> {
      writer.flush();
      channel.force(true);
    });
    try {
      return channel.size();
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /** Flushes, unless a write has failed, and releases the file. Idempotent. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try (channel) {
      if (!broken) {
        writer.flush();
      }
    } catch (IOException e) {
      throw failure(e);
    }
  }

  @FunctionalInterface
  private interface Writing {
    void run() throws IOException;
  }

  private void write(Writing writing) {
    if (broken) {
      throw new NativeIoException("cannot write to " + file + ": an earlier write has failed");
    }
    try {
      writing.run();
    } catch (IOException e) {
      broken = true;
      throw failure(e);
    }
  }

  private NativeIoException failure(IOException e) {
    return new NativeIoException("cannot write to " + file + ": " + e.getMessage(), e);
  }
}
