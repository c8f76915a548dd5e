// SPDX-License-Identifier: Apache-2.0
package org.reslab.metrics;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.reslab.NativeIoException;

/**
 * Writes one JSON object per value and line, in the long format that pandas reads with {@code
 * read_json(lines=True)}. NaN and infinite values, which JSON does not have, are written as {@code
 * null}.
 *
 * <p>Lines are appended; while values arrive, none stays in memory for longer than a second.
 */
public final class JsonLinesSink implements MetricSink {
  private static final long FLUSH_NANOS = Duration.ofSeconds(1).toNanos();

  private final Path file;
  private final BufferedWriter writer;
  private long flushedAt = System.nanoTime();
  private boolean closed;

  /**
   * Opens the file for appending, and creates it where it does not exist.
   *
   * @throws NativeIoException if it cannot be opened
   */
  public JsonLinesSink(Path file) {
    this.file = file;
    try {
      writer = Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new NativeIoException("cannot open " + file + " for writing: " + e, e);
    }
  }

  @Override
  public void accept(Metric metric) {
    try {
      writer.write(Json.line(metric));
      writer.write('\n');
      if (System.nanoTime() - flushedAt > FLUSH_NANOS) {
        flush();
      }
    } catch (IOException e) {
      throw failure(e);
    }
  }

  @Override
  public void flush() {
    try {
      writer.flush();
      flushedAt = System.nanoTime();
    } catch (IOException e) {
      throw failure(e);
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      writer.close();
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private NativeIoException failure(IOException e) {
    return new NativeIoException("cannot write to " + file + ": " + e.getMessage(), e);
  }
}
