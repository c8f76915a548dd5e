// SPDX-License-Identifier: Apache-2.0
package org.reslab.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.reslab.CorruptDataException;
import org.reslab.InvalidArgumentException;
import org.reslab.NativeIoException;
import org.reslab.diagnosis.StoredDiagnosis;
import org.reslab.experiment.Cell;
import org.reslab.experiment.CellHistory;
import org.reslab.experiment.CellResult;
import org.reslab.experiment.Comparison;
import org.reslab.experiment.Experiment;
import org.reslab.experiment.ExperimentFile;
import org.reslab.experiment.ImageCounts;
import org.reslab.experiment.RunHistory;
import org.reslab.experiment.RunLock;
import org.reslab.experiment.RunStatus;
import org.reslab.experiment.StepSeries;
import org.reslab.experiment.TestPredictions;
import org.reslab.files.HistogramRow;
import org.reslab.files.HistogramsFile;
import org.reslab.files.RegularFile;
import org.reslab.files.RunFiles;

/** Reads one run directory. */
final class RunReader {
  private static final StepSeries NO_STEPS =
      new StepSeries(new double[0], new double[0], new double[0], new double[0], new double[0]);

  private final Path folder;
  private final List<String> problems = new ArrayList<>();
  private final FolderFiles files;

  RunReader(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
    files = new FolderFiles(this.folder, problems, RunReader::unreadable);
  }

  StoredRun read() {
    StoredRun.@Nullable Kind kind = kindOf(folder);
    if (kind == null) {
      throw new InvalidArgumentException(
          Files.isDirectory(folder)
              ? "%s is no run directory: it holds neither %s nor %s"
                  .formatted(folder, RunFiles.EXPERIMENT, RunFiles.CELLS)
              : folder + ": found no such folder, expected a run directory");
    }
    return kind == StoredRun.Kind.TRAINING ? training() : diagnosis();
  }

  /** Returns what a folder holds; null where it is no run directory. */
  static StoredRun.@Nullable Kind kindOf(Path folder) {
    if (RegularFile.isThere(folder.resolve(RunFiles.CELLS))
        || RegularFile.isThere(folder.resolve(RunFiles.DIAGNOSIS))) {
      return StoredRun.Kind.DIAGNOSIS;
    }
    return RegularFile.isThere(folder.resolve(RunFiles.EXPERIMENT))
            || RegularFile.isThere(folder.resolve(RunFiles.SUMMARY))
        ? StoredRun.Kind.TRAINING
        : null;
  }

  private StoredRun training() {
    Map<String, @Nullable Object> environment = files.document(RunFiles.ENVIRONMENT, true);
    @Nullable String text = files.text(RunFiles.EXPERIMENT, true);
    @Nullable Experiment experiment = text == null ? null : experiment();
    @Nullable StoredSummary summary = summary();
    boolean held = RunLock.held(folder);
    RunStatus status = current(summary == null ? null : summary.status(), () -> held);
    RunHistory history = RunHistory.read(folder);
    problems.addAll(history.problems());
    Map<String, List<HistogramRow>> histograms = new LinkedHashMap<>();
    for (HistogramRow row : histograms()) {
      histograms.computeIfAbsent(row.run(), _ -> new ArrayList<>()).add(row);
    }
    Map<String, Cell> planned = new LinkedHashMap<>();
    if (experiment != null) {
      experiment.cells().forEach(cell -> planned.put(cell.id(), cell));
    }
    Map<String, StoredSummary.Cell> summaries = runs(summary);
    Set<String> ids = new LinkedHashSet<>();
    history.cells().forEach(cell -> ids.add(cell.id()));
    ids.addAll(summaries.keySet());
    Map<String, StoredCell> cells = new LinkedHashMap<>();
    for (String id : ids) {
      List<HistogramRow> rows = histograms.getOrDefault(id, List.of());
      cells.put(id, cell(id, history.cell(id), summaries.get(id), rows, planned.get(id), held));
    }

    return new StoredRun(
        folder,
        StoredRun.Kind.TRAINING,
        status,
        started(environment),
        environment,
        experiment,
        text,
        List.copyOf(cells.values()),
        experiment == null ? null : comparison(experiment, status, planned, cells, summary),
        null,
        List.of(),
        problems);
  }

  private StoredRun diagnosis() {
    Map<String, @Nullable Object> environment = files.document(RunFiles.ENVIRONMENT, false);
    boolean done = RegularFile.isThere(folder.resolve(RunFiles.DIAGNOSIS));
    boolean held = RunLock.held(folder);
    return new StoredRun(
        folder,
        StoredRun.Kind.DIAGNOSIS,
        current(done ? RunStatus.COMPLETED : RunStatus.RUNNING, () -> held),
        started(environment),
        environment,
        null,
        files.text(RunFiles.EXPERIMENT, false),
        List.of(),
        null,
        done ? files.read(RunFiles.DIAGNOSIS, true, StoredDiagnosis::parse) : null,
        histograms(),
        problems);
  }

  /**
   * Returns the status as it is now: a run that nobody writes is not running.
   *
   * @param written what the files say, null where they do not
   * @param held whether somebody writes it; asked only where that matters
   */
  static RunStatus current(@Nullable RunStatus written, BooleanSupplier held) {
    if (written != null && written != RunStatus.RUNNING && written != RunStatus.INTERRUPTED) {
      return written;
    }
    return held.getAsBoolean() ? RunStatus.RUNNING : RunStatus.INTERRUPTED;
  }

  private static Map<String, StoredSummary.Cell> runs(@Nullable StoredSummary summary) {
    Map<String, StoredSummary.Cell> runs = new LinkedHashMap<>();
    if (summary != null) {
      for (StoredSummary.Cell run : summary.runs()) {
        if (!run.run().isEmpty()) {
          runs.putIfAbsent(run.run(), run);
        }
      }
    }
    return runs;
  }

  private StoredCell cell(
      String id,
      @Nullable CellHistory history,
      StoredSummary.@Nullable Cell summary,
      List<HistogramRow> histograms,
      @Nullable Cell planned,
      boolean held) {
    String net = history != null ? history.net() : planned == null ? "" : planned.net();
    String block =
        history != null ? history.block() : planned == null ? "" : planned.block().name();
    if (net.isEmpty()) {
      problems.add("cell " + id + " is named by " + RunFiles.SUMMARY + " and by no other file");
    }
    return new StoredCell(
        id,
        net,
        block,
        history != null ? history.seed() : planned == null ? 0 : planned.seed(),
        current(summary == null ? null : summary.status(), () -> held),
        summary == null ? null : summary.message(),
        summary == null ? null : summary.parameters(),
        summary == null ? null : summary.macs(),
        history == null ? List.of() : history.epochs(),
        history == null ? NO_STEPS : history.steps(),
        evaluation(id),
        histograms,
        history == null ? Map.of() : history.diagnoses());
  }

  private @Nullable TestPredictions evaluation(String id) {
    if (id.contains("/") || id.contains("\0") || id.equals("..")) {
      problems.add("cell '" + id + "' has a name that no folder has");
      return null;
    }
    String name = RunFiles.CHECKPOINTS + "/" + id + "/" + RunFiles.EVALUATION;
    return files.read(name, false, TestPredictions::parse);
  }

  private @Nullable StoredSummary summary() {
    if (!RegularFile.isThere(folder.resolve(RunFiles.SUMMARY))) {
      problems.add(RunFiles.SUMMARY + " is missing: the process ended before the first step");
      return null;
    }
    return files.read(RunFiles.SUMMARY, true, StoredSummary::parse);
  }

  private @Nullable Experiment experiment() {
    try {
      return ExperimentFile.readRecorded(folder.resolve(RunFiles.EXPERIMENT));
    } catch (InvalidArgumentException | CorruptDataException e) {
      problems.add(
          "%s cannot be read by this version: %s".formatted(RunFiles.EXPERIMENT, e.getMessage()));
      return null;
    }
  }

  private static @Nullable Comparison comparison(
      Experiment experiment,
      RunStatus status,
      Map<String, Cell> planned,
      Map<String, StoredCell> cells,
      @Nullable StoredSummary summary) {
    List<CellResult> results = new ArrayList<>();
    planned.forEach((id, cell) -> {
      @Nullable StoredCell stored = cells.get(id);
      if (stored != null) {
        results.add(
            new CellResult(
                cell,
                stored.status(),
                stored.parameters() == null ? 0 : stored.parameters(),
                stored.macs() == null ? 0 : stored.macs(),
                stored.epochs(),
                stored.evaluation() == null ? null : stored.evaluation().scores(),
                stored.message()));
      }
    });
    return Comparison.of(
        experiment,
        status,
        results,
        summary == null
            ? new ImageCounts(experiment.assumedImages(), experiment.assumedClasses(), 0, 0, 0)
            : summary.images(experiment),
        summary == null ? Double.NaN : summary.seconds());
  }

  private List<HistogramRow> histograms() {
    Path file = folder.resolve(RunFiles.HISTOGRAMS);
    @Nullable String other = RegularFile.otherKind(file);
    if (other != null) {
      problems.add(RunFiles.HISTOGRAMS + " is no regular file but " + other);
      return List.of();
    }
    List<HistogramRow> rows = new ArrayList<>();
    if (Files.exists(file)) {
      problems.addAll(HistogramsFile.read(file, Long.MAX_VALUE, rows::add));
    }
    return rows;
  }

  private static @Nullable String started(Map<String, @Nullable Object> environment) {
    return environment.get("started") instanceof String text ? text : null;
  }

  private static void unreadable(String name, Path file, IOException reason) {
    throw new NativeIoException("cannot read " + file + ": " + reason, reason);
  }
}
