// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.reslab.CorruptDataException;
import org.reslab.NativeIoException;
import org.reslab.files.HistogramsFile;
import org.reslab.files.RegularFile;

/**
 * What the files of a run directory hold up to the last checkpoint, held against what the
 * checkpoints say. All of it must be there before anything behind it is cut off.
 */
final class RunPrefix {
  private static final String AGAIN = "the files were changed; start again with another --out";

  private final RunDirectory directory;
  private final Experiment experiment;
  private final RunHistory history;
  private final Map<String, Set<Long>> histograms;

  private RunPrefix(
      RunDirectory directory,
      Experiment experiment,
      RunHistory history,
      Map<String, Set<Long>> histograms) {
    this.directory = directory;
    this.experiment = experiment;
    this.history = history;
    this.histograms = histograms;
  }

  /**
   * Reads the files as far as the last checkpoint.
   *
   * @param experiment what the run measures
   * @param found checkpoints in the order of the grid
   * @throws CorruptDataException if a file is shorter or damaged or out of order, is no file, or
   *     the checkpoints' lengths do not grow
   * @throws NativeIoException if one cannot be read
   */
  static RunPrefix read(
      RunDirectory directory, Experiment experiment, List<CheckpointFolder.Found> found) {
    requireGrowing(found);
    CellProgress last =
        found.isEmpty()
            ? new CellProgress(RunStatus.RUNNING, null, 0, 0, 0, 0, 0)
            : found.getLast().progress();
    requireBytes(directory.metricsFile(), last.metricsBytes());
    requireBytes(directory.timingFile(), last.timingBytes());
    requireBytes(directory.histogramsFile(), last.histogramsBytes());
    List<String> problems = new ArrayList<>();
    RunHistory history =
        RunHistory.read(
            directory.path(),
            experiment.cells().stream().map(Cell::id).toList(),
            last.metricsBytes(),
            last.timingBytes());
    Map<String, Set<Long>> histograms = new HashMap<>();
    if (!found.isEmpty()) {
      problems.addAll(history.problems());
      if (Files.exists(directory.histogramsFile())) {
        problems.addAll(
            HistogramsFile.read(
                directory.histogramsFile(),
                last.histogramsBytes(),
                row ->
                    histograms.computeIfAbsent(row.run(), _ -> new TreeSet<>()).add(row.epoch())));
      }
    }
    if (!problems.isEmpty()) {
      throw new CorruptDataException(
          "run directory %s: %s; %s"
              .formatted(directory.path(), String.join("; ", problems), AGAIN));
    }
    return new RunPrefix(directory, experiment, history, histograms);
  }

  private static void requireGrowing(List<CheckpointFolder.Found> found) {
    for (int i = 1; i < found.size(); i++) {
      CellProgress before = found.get(i - 1).progress();
      CellProgress after = found.get(i).progress();
      if (after.metricsBytes() < before.metricsBytes()
          || after.timingBytes() < before.timingBytes()
          || after.histogramsBytes() < before.histogramsBytes()) {
        throw new CorruptDataException(
            "%s says that files were shorter than %s, which was written earlier; %s"
                .formatted(found.get(i).file(), found.get(i - 1).file(), AGAIN));
      }
    }
  }

  /** Requires a file that has at least so many bytes, and the end of a line after them. */
  private static void requireBytes(Path file, long bytes) {
    RegularFile.require(file);
    if (Files.isSymbolicLink(file)) {
      throw new CorruptDataException(
          "%s is a link, which is not followed; put the file itself there".formatted(file));
    }
    if (bytes == 0) {
      return;
    }
    if (!Files.exists(file)) {
      throw new CorruptDataException(
          String.format(
              Locale.ROOT,
              "%s is missing, expected %,d bytes of it; start again with another --out",
              file,
              bytes));
    }
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      if (in.length() < bytes) {
        throw new CorruptDataException(
            String.format(
                    Locale.ROOT,
                    "%s has %,d bytes, expected at least %,d, which it had at the last checkpoint;"
                        + " start again",
                    file,
                    in.length(),
                    bytes)
                + " with another --out");
      }
      in.seek(bytes - 1);
      if (in.read() != '\n') {
        throw new CorruptDataException(
            String.format(
                Locale.ROOT,
                "%s: found no end of a line after %,d bytes, which it had at the last checkpoint;"
                    + " %s",
                file,
                bytes,
                AGAIN));
      }
    } catch (IOException e) {
      throw new NativeIoException("cannot read " + file + ": " + e, e);
    }
  }

  /** Returns the steps of a cell that {@link #require} has found sound. */
  StepSeries steps(Cell cell) {
    return measured(cell).steps();
  }

  /**
   * Returns the epochs of a cell, if the files have all that its checkpoint says.
   *
   * @throws CorruptDataException if they have not
   */
  List<EpochResult> require(Cell cell, CellPlan plan, CellProgress progress) {
    requirePlanned(cell, plan, progress);
    CellHistory measured = measured(cell);
    StepSeries steps = measured.steps();
    if (steps.size() != progress.step()) {
      throw unlike(cell, "steps", progress.step(), steps.size());
    }
    long values = Math.multiplyExact(CellRecorder.STEP_METRICS.size(), progress.step());
    if (measured.stepValues() != values) {
      throw unlike(cell, "values of steps", values, measured.stepValues());
    }
    for (int i = 0; i < steps.size(); i++) {
      if (steps.step()[i] != i + 1 || steps.epoch()[i] != i / plan.stepsPerEpoch() + 1) {
        throw new CorruptDataException(
            String.format(
                Locale.ROOT,
                "run directory %s: of %s, step %.0f of epoch %.0f stands where step %s is expected;"
                    + " %s",
                directory.path(),
                cell.id(),
                steps.step()[i],
                steps.epoch()[i],
                i + 1,
                AGAIN));
      }
    }
    List<EpochResult> epochs = measured.epochs();
    if (epochs.size() != progress.epochs()) {
      throw unlike(cell, "epochs", progress.epochs(), epochs.size());
    }
    for (EpochMetric each : EpochMetric.values()) {
      long found = measured.epochsWith(each);
      if (each == EpochMetric.LR) {
        continue; // which is of steps
      }
      long expected = each.ofValidation() && !experiment.validates() ? 0 : progress.epochs();
      if (found != expected) {
        throw unlike(cell, "values of " + each.measure(), expected, found);
      }
    }
    Set<Long> drawn = histograms.getOrDefault(cell.id(), Set.of());
    if (!drawn.equals(diagnosed(progress.epochs()))) {
      throw new CorruptDataException(
          "run directory %s: %s has distributions of %s after epochs %s, expected %s; %s"
              .formatted(
                  directory.path(),
                  directory.histogramsFile().getFileName(),
                  cell.id(),
                  drawn,
                  diagnosed(progress.epochs()),
                  AGAIN));
    }
    return epochs;
  }

  private void requirePlanned(Cell cell, CellPlan plan, CellProgress progress) {
    long step = progress.step();
    boolean atEnd = step == plan.steps();
    // The evaluation that ends an epoch may have been cancelled.
    long most = atEnd ? plan.epochs() : step / plan.stepsPerEpoch();
    long least = (step - 1) / plan.stepsPerEpoch();
    boolean early =
        experiment.patience() != null && step == progress.epochs() * plan.stepsPerEpoch();
    boolean whole =
        progress.status() != RunStatus.COMPLETED
            || (atEnd && progress.epochs() == plan.epochs())
            || early;
    if (step > plan.steps() || progress.epochs() > most || progress.epochs() < least || !whole) {
      throw new CorruptDataException(
          "run directory %s: the checkpoint of %s is %s after step %s and %s epochs, but %s has %s steps"
                  .formatted(
                      directory.path(),
                      cell.id(),
                      progress.label(),
                      step,
                      progress.epochs(),
                      directory.experimentFile().getFileName(),
                      plan.steps())
              + " in %s epochs of it; %s".formatted(plan.epochs(), AGAIN));
    }
  }

  private CellHistory measured(Cell cell) {
    CellHistory measured = history.cell(cell.id());
    if (measured == null
        || !measured.net().equals(cell.net())
        || !measured.block().equals(cell.block().name())
        || measured.seed() != cell.seed()) {
      throw new CorruptDataException(
          "run directory %s: %s has nothing of %s, which has a checkpoint; %s"
              .formatted(
                  directory.path(), directory.metricsFile().getFileName(), cell.id(), AGAIN));
    }
    return measured;
  }

  private Set<Long> diagnosed(long epochs) {
    Set<Long> expected = new TreeSet<>();
    Long diagnoseEvery = experiment.diagnoseEvery();
    if (diagnoseEvery != null) {
      for (long epoch = 0; epoch <= epochs; epoch += diagnoseEvery) {
        expected.add(epoch);
      }
    }
    return expected;
  }

  private CorruptDataException unlike(Cell cell, String what, long checkpoint, long found) {
    return new CorruptDataException(
        "run directory %s: the checkpoint of %s was taken after %s %s, but up to there the files have"
                .formatted(directory.path(), cell.id(), checkpoint, what)
            + " %s; %s".formatted(found, AGAIN));
  }
}
