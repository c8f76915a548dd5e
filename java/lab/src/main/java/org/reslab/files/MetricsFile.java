// SPDX-License-Identifier: Apache-2.0
package org.reslab.files;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reslab.CorruptDataException;
import org.reslab.NativeIoException;

/** Reads files of {@link JsonLinesSink}, also those that are damaged or still being written. */
public final class MetricsFile {
  private static final int NAMED_PROBLEMS = 5;

  private MetricsFile() {}

  /** Takes the lines of a file in order. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * Takes a value.
     *
     * @param metric NaN where the file has null
     * @param from offset in bytes of the line's first byte
     */
    void line(Metric metric, long from);
  }

  /** A line as it is written; what must be there is checked after reading. */
  private record Line(
      @Nullable String run,
      @Nullable String net,
      @Nullable String block,
      @Nullable Long seed,
      @Nullable Long epoch,
      @Nullable Long step,
      @Nullable String metric,
      @Nullable Double value) {}

  /**
   * Reads a file from its beginning.
   *
   * @return what is wrong with it, in sentences; a last line without its line feed, which a writer
   *     is still at or a kill has cut off, is left out and is no problem
   * @throws NativeIoException if it is there and cannot be read
   */
  public static List<String> read(Path file, Visitor visitor) {
    List<String> problems = new ArrayList<>();
    long damaged = 0;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      long from = 0;
      long at = 0;
      long number = 0;
      for (int next = in.read(); next >= 0; next = in.read()) {
        at++;
        if (next != '\n') {
          line.write(next);
          continue;
        }
        number++;
        Metric metric = parse(line.toString(StandardCharsets.UTF_8));
        if (metric != null) {
          visitor.line(metric, from);
        } else if (++damaged <= NAMED_PROBLEMS) {
          problems.add("%s line %d is damaged and left out".formatted(file.getFileName(), number));
        }
        line.reset();
        from = at;
      }
    } catch (IOException e) {
      throw new NativeIoException("cannot read " + file + ": " + e, e);
    }
    if (damaged > NAMED_PROBLEMS) {
      problems.add("%s has %d damaged lines".formatted(file.getFileName(), damaged));
    }
    return problems;
  }

  private static @Nullable Metric parse(String text) {
    Line line;
    try {
      line = Json.read(text, Line.class);
    } catch (CorruptDataException _) {
      return null; // counted and reported by the caller
    }
    if (line.run == null
        || line.net == null
        || line.block == null
        || line.seed == null
        || line.epoch == null
        || line.step == null
        || line.metric == null) {
      return null;
    }
    double value = line.value == null ? Double.NaN : line.value;
    return new Metric(
        line.run, line.net, line.block, line.seed, line.epoch, line.step, line.metric, value);
  }
}
