// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.reslab.files.Metric;
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
    Map<String, CellHistory> cells = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    read(folder.resolve(RunFiles.METRICS), Long.MAX_VALUE, cells, problems, _ -> {});
    read(folder.resolve(RunFiles.TIMING), Long.MAX_VALUE, cells, problems, _ -> {});
    return new RunHistory(cells, problems);
  }

  /**
   * Like {@link #read(Path)}, but reads only the beginnings of the files, and finds lines that are
   * out of order.
   *
   * @param order names of the cells as they follow each other
   * @param metricsBytes how many bytes at most of {@code metrics.jsonl}
   * @param timingBytes how many bytes at most of {@code timing.jsonl}
   */
  static RunHistory read(Path folder, List<String> order, long metricsBytes, long timingBytes) {
    Map<String, CellHistory> cells = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    LineOrder metrics = new LineOrder(RunFiles.METRICS, order);
    LineOrder timing = new LineOrder(RunFiles.TIMING, order);
    read(folder.resolve(RunFiles.METRICS), metricsBytes, cells, problems, metrics::next);
    read(folder.resolve(RunFiles.TIMING), timingBytes, cells, problems, timing::next);
    Stream.of(metrics, timing)
        .map(LineOrder::problem)
        .filter(Objects::nonNull)
        .forEach(problems::add);
    return new RunHistory(cells, problems);
  }

  private static void read(
      Path file,
      long bytes,
      Map<String, CellHistory> cells,
      List<String> problems,
      Consumer<Metric> each) {
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
              (metric, _) -> {
                cells.computeIfAbsent(metric.run(), _ -> new CellHistory(metric)).add(metric);
                each.accept(metric);
              }));
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
