// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reslab.files.MetricsFile;
import org.reslab.files.RegularFile;
import org.reslab.files.RunFiles;

/** What the files of a run directory say of its cells, also while they are being written. */
public final class RunHistory {
  private final Map<String, CellHistory> cells;
  private final List<String> problems;

  private RunHistory(Map<String, CellHistory> cells, List<String> problems) {
    this.cells = cells;
    this.problems = problems;
  }

  /**
   * Reads {@code metrics.jsonl} and {@code timing.jsonl}.
   *
   * @param folder a run directory
   * @throws org.reslab.NativeIoException if a file is there and cannot be read
   */
  public static RunHistory read(Path folder) {
    return read(folder, Long.MAX_VALUE, Long.MAX_VALUE);
  }

  /**
   * Like {@link #read(Path)}, but reads only the beginnings of the files.
   *
   * @param metricsBytes how many bytes at most of {@code metrics.jsonl}
   * @param timingBytes how many bytes at most of {@code timing.jsonl}
   */
  static RunHistory read(Path folder, long metricsBytes, long timingBytes) {
    Map<String, CellHistory> cells = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    read(folder.resolve(RunFiles.METRICS), metricsBytes, cells, problems);
    read(folder.resolve(RunFiles.TIMING), timingBytes, cells, problems);
    return new RunHistory(cells, problems);
  }

  private static void read(
      Path file, long bytes, Map<String, CellHistory> cells, List<String> problems) {
    @Nullable String other = RegularFile.otherKind(file);
    if (other != null) {
      problems.add(file.getFileName() + " is no regular file but " + other);
    } else if (!Files.exists(file)) {
      problems.add(file.getFileName() + " is missing");
    } else {
      problems.addAll(
          MetricsFile.read(
              file,
              bytes,
              (metric, _) ->
                  cells.computeIfAbsent(metric.run(), _ -> new CellHistory(metric)).add(metric)));
    }
  }

  /** Returns the cells that something was measured of, in the order of the file. */
  public List<CellHistory> cells() {
    return List.copyOf(cells.values());
  }

  /** Returns a cell by its name, null where nothing was measured of it. */
  public @Nullable CellHistory cell(String id) {
    return cells.get(id);
  }

  /** Returns what is missing or damaged, in sentences. */
  public List<String> problems() {
    return List.copyOf(problems);
  }
}
