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
    for (String name : List.of(RunFiles.METRICS, RunFiles.TIMING)) {
      Path file = folder.resolve(name);
      if (!Files.exists(file)) {
        problems.add(name + " is missing");
        continue;
      }
      problems.addAll(
          MetricsFile.read(
              file,
              (metric, _) ->
                  cells.computeIfAbsent(metric.run(), _ -> new CellHistory(metric)).add(metric)));
    }
    return new RunHistory(cells, problems);
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
