// SPDX-License-Identifier: Apache-2.0
package org.reslab.files;

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

  private final GrowingFile file;
  private long flushedAt = System.nanoTime();

  /**
   * Opens the file for appending, and creates it where it does not exist.
   *
   * @throws NativeIoException if it cannot be opened
   */
  public JsonLinesSink(Path file) {
    this.file = new GrowingFile(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  @Override
  public void accept(Metric metric) {
    file.line(Json.line(metric));
    if (System.nanoTime() - flushedAt > FLUSH_NANOS) {
      flush();
    }
  }

  @Override
  public void flush() {
    file.flush();
    flushedAt = System.nanoTime();
  }

  /**
   * Hands everything taken so far to the disk.
   *
   * @return bytes of the whole file
   * @throws NativeIoException if it cannot be written
   */
  public long sync() {
    long bytes = file.sync();
    flushedAt = System.nanoTime();
    return bytes;
  }

  @Override
  public void close() {
    file.close();
  }
}
