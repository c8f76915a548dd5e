// SPDX-License-Identifier: Apache-2.0
package org.reslab.diagnosis;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reslab.CorruptDataException;
import org.reslab.InvalidArgumentException;
import org.reslab.NativeIoException;
import org.reslab.files.GrowingFile;
import org.reslab.files.Json;
import org.reslab.files.RegularFile;
import org.reslab.files.RunFiles;

/**
 * What a diagnosis has measured, kept in a folder as it is measured: {@code cells.jsonl}, a line
 * for each subject and seed. A later call that asks for the same finds it there.
 *
 * <p>A line that a kill cut off is dropped when the file is opened. May be used by several threads.
 */
final class DiagnosisStore implements AutoCloseable {
  private final @Nullable GrowingFile file;
  private final Map<String, CellResult> cells;

  /** A line of the file. */
  private record Line(
      String subject,
      @Nullable Long seed,
      Map<String, ?> settings,
      Map<String, @Nullable Double> network,
      Map<String, Map<String, @Nullable Double>> layers) {
    Line {
      layers.values().forEach(Objects::requireNonNull);
    }
  }

  private DiagnosisStore(Map<String, CellResult> cells, @Nullable GrowingFile file) {
    this.cells = cells;
    this.file = file;
  }

  /** Makes a store that keeps results while it lives. */
  static DiagnosisStore inMemory() {
    return new DiagnosisStore(new LinkedHashMap<>(), null);
  }

  /**
   * Opens the folder, makes it where it is not there, and reads what it holds.
   *
   * @throws NativeIoException if that fails
   * @throws InvalidArgumentException if it holds what was measured with other settings
   * @throws CorruptDataException if a line is damaged
   */
  static DiagnosisStore open(Path folder, Map<String, Object> settings) {
    Path file = folder.resolve(RunFiles.CELLS);
    try {
      Files.createDirectories(folder);
      Map<String, CellResult> cells =
          RegularFile.isThere(file) ? read(file, settings) : new LinkedHashMap<>();
      return new DiagnosisStore(
          cells, new GrowingFile(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    } catch (IOException e) {
      throw new NativeIoException("cannot open " + file + ": " + e, e);
    }
  }

  /** What was measured of a subject with a seed; null where nothing was. */
  synchronized @Nullable CellResult find(Subject subject, long seed) {
    return cells.get(key(subject.key(), seed));
  }

  /** Keeps a result; it is with the operating system when this returns. */
  synchronized void add(Subject subject, Map<String, Object> settings, CellResult result) {
    if (file != null) {
      file.line(
          Json.line(
              new Line(subject.key(), result.seed(), settings, result.network(), result.layers())));
      file.flush();
    }
    cells.put(key(subject.key(), result.seed()), result);
  }

  @Override
  public synchronized void close() {
    if (file != null) {
      file.close();
    }
  }

  private static String key(String subject, long seed) {
    return subject + " seed=" + Long.toUnsignedString(seed);
  }

  private static Map<String, CellResult> read(Path file, Map<String, Object> settings)
      throws IOException {
    Map<String, CellResult> cells = new LinkedHashMap<>();
    RegularFile.require(file);
    byte[] bytes = Files.readAllBytes(file);
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    if (end < bytes.length) {
      // Only a write that was cut off leaves a line without its end, maybe inside a character.
      try (var channel =
          Files.newByteChannel(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
        channel.truncate(end);
      }
    }
    Map<String, @Nullable Object> wanted = Json.object(settings);
    List<String> lines = decoded(file, bytes, end).lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String place = file + " line " + (i + 1);
      Line line;
      try {
        line = Json.readStored(lines.get(i), Line.class);
      } catch (CorruptDataException e) {
        throw new CorruptDataException(place + ": " + e.getMessage() + "; choose another --out");
      }
      if (!wanted.equals(line.settings())) {
        throw new InvalidArgumentException(
            place
                + " was measured with "
                + line.settings()
                + ", but now it is "
                + wanted
                + "; choose another --out, or the same settings to resume");
      }
      if (line.subject().isEmpty() || line.seed() == null) {
        throw new CorruptDataException(place + " names no subject and seed; choose another --out");
      }
      cells.put(key(line.subject(), line.seed()), result(line.seed(), line));
    }
    return cells;
  }

  private static String decoded(Path file, byte[] bytes, int end) throws IOException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, end)).toString();
    } catch (CharacterCodingException e) {
      throw new CorruptDataException(file + ": it is not UTF-8; choose another --out", e);
    }
  }

  private static CellResult result(long seed, Line line) {
    Map<String, Map<String, Double>> layers = new LinkedHashMap<>();
    line.layers().forEach((metric, values) -> layers.put(metric, numbers(values)));
    return new CellResult(seed, numbers(line.network()), layers);
  }

  /** Returns the numbers of an object, where null is NaN. */
  private static Map<String, Double> numbers(Map<String, @Nullable Double> values) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    values.forEach((name, value) -> numbers.put(name, value == null ? Double.NaN : value));
    return numbers;
  }
}
