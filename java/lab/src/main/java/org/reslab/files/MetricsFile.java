// SPDX-License-Identifier: Apache-2.0
package org.reslab.files;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads files of {@link JsonLinesSink}, also those that are damaged or still being written. */
public final class MetricsFile {
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

  /** A line as it is written. */
  record Line(
      String run,
      String net,
      String block,
      long seed,
      long epoch,
      long step,
      String metric,
      @Nullable Double value) {
    Line {
      Objects.requireNonNull(run, "a value without a run");
      Objects.requireNonNull(net, "a value without a net");
      Objects.requireNonNull(block, "a value without a block");
      Objects.requireNonNull(metric, "a value without a metric");
    }
  }

  /**
   * Reads a file from its beginning.
   *
   * @return what is wrong with it, in sentences; a last line without its line feed, which a writer
   *     is still at or a kill has cut off, is left out and is no problem
   * @throws org.reslab.CorruptDataException if it is no regular file
   * @throws org.reslab.NativeIoException if it is there and cannot be read
   */
  public static List<String> read(Path file, Visitor visitor) {
    return read(file, Long.MAX_VALUE, visitor);
  }

  /** Like {@link #read(Path, Visitor)}, but reads no more than so many bytes. */
  public static List<String> read(Path file, long bytes, Visitor visitor) {
    return JsonLinesFile.read(file, bytes, (text, from) -> visitor.line(parse(text), from));
  }

  private static Metric parse(String text) {
    Line line = Json.read(text, Line.class);
    double value = line.value == null ? Double.NaN : line.value;
    return new Metric(
        line.run, line.net, line.block, line.seed, line.epoch, line.step, line.metric, value);
  }
}
