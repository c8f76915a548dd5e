// SPDX-License-Identifier: Apache-2.0
package org.reslab.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reslab.CorruptDataException;
import org.reslab.InvalidArgumentException;
import org.reslab.NativeIoException;
import org.reslab.experiment.Cell;
import org.reslab.experiment.CellHistory;
import org.reslab.experiment.Comparison;
import org.reslab.experiment.Experiment;
import org.reslab.experiment.ExperimentFile;
import org.reslab.experiment.RunFiles;
import org.reslab.experiment.RunHistory;
import org.reslab.experiment.RunLock;
import org.reslab.experiment.RunResult;
import org.reslab.experiment.RunStatus;
import org.reslab.experiment.StepSeries;
import org.reslab.experiment.TestPredictions;
import org.reslab.metrics.HistogramRow;
import org.reslab.metrics.Json;

/** Reads one run directory. */
final class RunReader {
  private static final StepSeries NO_STEPS =
      new StepSeries(new double[0], new double[0], new double[0], new double[0], new double[0]);

  private final Path folder;
  private final List<String> problems = new ArrayList<>();

  /** What {@code summary.json} says of the whole and of each run. */
  private record Summary(
      @Nullable String status,
      @Nullable Long trainImages,
      @Nullable Long testImages,
      @Nullable Double seconds,
      @Nullable List<SummaryRun> runs) {}

  private record SummaryRun(
      @Nullable String run,
      @Nullable String status,
      @Nullable String message,
      @Nullable Long parameters,
      @Nullable Long macs) {}

  RunReader(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
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

  /** Tells what a folder holds; null where it is no run directory. */
  static StoredRun.@Nullable Kind kindOf(Path folder) {
    if (Files.isRegularFile(folder.resolve(RunFiles.CELLS))
        || Files.isRegularFile(folder.resolve(RunFiles.DIAGNOSIS))) {
      return StoredRun.Kind.DIAGNOSIS;
    }
    return Files.isRegularFile(folder.resolve(RunFiles.EXPERIMENT))
            || Files.isRegularFile(folder.resolve(RunFiles.SUMMARY))
        ? StoredRun.Kind.TRAINING
        : null;
  }

  private StoredRun training() {
    Map<String, @Nullable Object> environment = document(RunFiles.ENVIRONMENT);
    @Nullable String text = text(RunFiles.EXPERIMENT);
    @Nullable Experiment experiment = text == null ? null : experiment();
    @Nullable Summary summary = summary();
    boolean held = RunLock.held(folder);
    RunStatus status = current(status(summary == null ? null : summary.status()), held);
    RunHistory history = RunHistory.read(folder);
    problems.addAll(history.problems());
    Map<String, List<HistogramRow>> histograms = new LinkedHashMap<>();
    for (HistogramRow row : histograms()) {
      histograms.computeIfAbsent(row.run(), _ -> new ArrayList<>()).add(row);
    }
    List<StoredCell> cells = new ArrayList<>();
    for (String id : ids(history, summary)) {
      cells.add(cell(id, history.cell(id), find(summary, id), histograms, experiment, held));
    }

    return new StoredRun(
        folder,
        StoredRun.Kind.TRAINING,
        status,
        started(environment),
        environment,
        experiment,
        text,
        cells,
        experiment == null ? null : comparison(experiment, status, cells, summary),
        null,
        List.of(),
        problems);
  }

  private StoredRun diagnosis() {
    Map<String, @Nullable Object> environment =
        Files.exists(folder.resolve(RunFiles.ENVIRONMENT))
            ? document(RunFiles.ENVIRONMENT)
            : Map.of();
    boolean done = Files.exists(folder.resolve(RunFiles.DIAGNOSIS));
    boolean held = RunLock.held(folder);
    return new StoredRun(
        folder,
        StoredRun.Kind.DIAGNOSIS,
        current(done ? RunStatus.COMPLETED : RunStatus.RUNNING, held),
        started(environment),
        environment,
        null,
        Files.exists(folder.resolve(RunFiles.EXPERIMENT)) ? text(RunFiles.EXPERIMENT) : null,
        List.of(),
        null,
        done ? document(RunFiles.DIAGNOSIS) : null,
        histograms(),
        problems);
  }

  private static RunStatus current(RunStatus written, boolean held) {
    return written == RunStatus.RUNNING && !held ? RunStatus.INTERRUPTED : written;
  }

  private static List<String> ids(RunHistory history, @Nullable Summary summary) {
    List<String> ids = new ArrayList<>(history.cells().stream().map(CellHistory::id).toList());
    if (summary != null && summary.runs() != null) {
      for (SummaryRun run : summary.runs()) {
        if (run.run() != null && !ids.contains(run.run())) {
          ids.add(run.run());
        }
      }
    }
    return ids;
  }

  private static @Nullable SummaryRun find(@Nullable Summary summary, String id) {
    if (summary == null || summary.runs() == null) {
      return null;
    }
    return summary.runs().stream().filter(run -> id.equals(run.run())).findFirst().orElse(null);
  }

  private StoredCell cell(
      String id,
      @Nullable CellHistory history,
      @Nullable SummaryRun summary,
      Map<String, List<HistogramRow>> histograms,
      @Nullable Experiment experiment,
      boolean held) {
    @Nullable Cell planned =
        experiment == null
            ? null
            : experiment.cells().stream()
                .filter(cell -> cell.id().equals(id))
                .findFirst()
                .orElse(null);
    String net = history != null ? history.net() : planned == null ? "" : planned.net();
    String block =
        history != null ? history.block() : planned == null ? "" : planned.block().name();
    if (net.isEmpty()) {
      problems.add("run " + id + " is named by " + RunFiles.SUMMARY + " and by no other file");
    }
    return new StoredCell(
        id,
        net,
        block,
        history != null ? history.seed() : planned == null ? 0 : planned.seed(),
        current(status(summary == null ? null : summary.status()), held),
        summary == null ? null : summary.message(),
        summary == null ? null : summary.parameters(),
        summary == null ? null : summary.macs(),
        history == null ? List.of() : history.epochs(),
        history == null ? NO_STEPS : history.steps(),
        evaluation(id),
        histograms.getOrDefault(id, List.of()),
        history == null ? Map.of() : history.diagnoses());
  }

  private @Nullable TestPredictions evaluation(String id) {
    String name = RunFiles.CHECKPOINTS + "/" + id + "/" + RunFiles.EVALUATION;
    return Files.exists(folder.resolve(name)) ? read(name, TestPredictions.class) : null;
  }

  private @Nullable Summary summary() {
    if (!Files.exists(folder.resolve(RunFiles.SUMMARY))) {
      problems.add(RunFiles.SUMMARY + " is missing: the process ended before the first step");
      return null;
    }
    return read(RunFiles.SUMMARY, Summary.class);
  }

  private @Nullable Experiment experiment() {
    try {
      return ExperimentFile.read(folder.resolve(RunFiles.EXPERIMENT)).build();
    } catch (InvalidArgumentException e) {
      problems.add(
          "%s cannot be read by this version: %s".formatted(RunFiles.EXPERIMENT, e.getMessage()));
      return null;
    }
  }

  private static @Nullable Comparison comparison(
      Experiment experiment, RunStatus status, List<StoredCell> cells, @Nullable Summary summary) {
    List<RunResult> results = new ArrayList<>();
    for (Cell cell : experiment.cells()) {
      for (StoredCell stored : cells) {
        if (stored.id().equals(cell.id())) {
          results.add(
              new RunResult(
                  cell,
                  stored.status(),
                  stored.parameters() == null ? 0 : stored.parameters(),
                  stored.macs() == null ? 0 : stored.macs(),
                  stored.epochs(),
                  stored.message()));
        }
      }
    }
    return Comparison.of(
        experiment,
        status,
        results,
        summary == null || summary.trainImages() == null ? 0 : summary.trainImages(),
        summary == null || summary.testImages() == null ? 0 : summary.testImages(),
        summary == null || summary.seconds() == null ? Double.NaN : summary.seconds());
  }

  private List<HistogramRow> histograms() {
    Path file = folder.resolve(RunFiles.HISTOGRAMS);
    if (!Files.exists(file)) {
      return List.of();
    }
    List<HistogramRow> rows = new ArrayList<>();
    List<String> lines = String.valueOf(text(RunFiles.HISTOGRAMS)).lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      try {
        rows.add(Json.read(lines.get(i), HistogramRow.class));
      } catch (CorruptDataException _) {
        if (i < lines.size() - 1) {
          problems.add("%s line %d is damaged and left out".formatted(RunFiles.HISTOGRAMS, i + 1));
        }
      }
    }
    return rows;
  }

  private static RunStatus status(@Nullable String word) {
    for (RunStatus status : RunStatus.values()) {
      if (status.name().toLowerCase(Locale.ROOT).equals(word)) {
        return status;
      }
    }
    return RunStatus.RUNNING;
  }

  private static @Nullable String started(Map<String, @Nullable Object> environment) {
    return environment.get("started") instanceof String text ? text : null;
  }

  private <T> @Nullable T read(String name, Class<T> type) {
    @Nullable String text = text(name);
    if (text == null) {
      return null;
    }
    try {
      return Json.read(text, type);
    } catch (CorruptDataException e) {
      problems.add(name + " is damaged: " + e.getMessage());
      return null;
    }
  }

  private Map<String, @Nullable Object> document(String name) {
    @Nullable String text = text(name);
    if (text == null) {
      return Map.of();
    }
    try {
      return Json.parseObject(text);
    } catch (CorruptDataException e) {
      problems.add(name + " is damaged: " + e.getMessage());
      return Map.of();
    }
  }

  private @Nullable String text(String name) {
    Path file = folder.resolve(name);
    if (!Files.exists(file)) {
      problems.add(name + " is missing");
      return null;
    }
    try {
      return Files.readString(file);
    } catch (java.nio.charset.CharacterCodingException _) {
      problems.add(name + " is damaged: it is not UTF-8");
      return null;
    } catch (IOException e) {
      throw new NativeIoException("cannot read " + file + ": " + e, e);
    }
  }
}
