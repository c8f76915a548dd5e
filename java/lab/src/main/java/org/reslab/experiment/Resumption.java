// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reslab.CorruptDataException;
import org.reslab.NativeIoException;
import org.reslab.files.RunFiles;

/**
 * Where an experiment resumes: after the cells that have ended, in the middle of the one that was
 * under way.
 *
 * <p>The files of the run directory are cut to what the last checkpoint vouches for; all that comes
 * later is measured again, with the same numbers.
 *
 * @param ended cells that are over, in the order of the grid
 * @param next index of the cell to resume; the number of cells where all are over
 * @param start what that cell has done already
 */
record Resumption(List<CellResult> ended, int next, Start start) {
  /**
   * What a cell has done.
   *
   * @param step of its checkpoint, 0 without one
   * @param epochs those that are finished
   * @param unfinished steps since then, up to the checkpoint
   */
  record Start(long step, List<EpochResult> epochs, StepSeries unfinished) {
    private static final double[] NONE = {};

    static final Start FRESH =
        new Start(0, List.of(), new StepSeries(NONE, NONE, NONE, NONE, NONE));
  }

  /** Returns what is measured already: the cells that are over, and the one that is resumed. */
  List<CellResult> withStarted(List<Cell> cells) {
    List<CellResult> all = new ArrayList<>(ended);
    if (!start.epochs().isEmpty()) {
      all.add(new CellResult(cells.get(next), RunStatus.RUNNING, 0, 0, start.epochs(), null));
    }
    return all;
  }

  /** Returns where an experiment begins of which nothing is there. */
  static Resumption fresh() {
    return new Resumption(List.of(), 0, Start.FRESH);
  }

  /**
   * Finds where to resume, and cuts the files.
   *
   * @param plans one for each cell
   * @throws CorruptDataException if checkpoints and files do not fit
   * @throws NativeIoException if a file cannot be read or cut
   */
  static Resumption of(RunDirectory directory, List<Cell> cells, List<CellPlan> plans) {
    List<@Nullable CellProgress> all = new ArrayList<>();
    for (Cell cell : cells) {
      all.add(directory.checkpoints(cell).recover());
    }
    int next = 0;
    while (next < cells.size()) {
      CellProgress progress = all.get(next);
      if (progress == null || !progress.ended()) {
        break;
      }
      next++;
    }
    for (int i = next + 1; i < cells.size(); i++) {
      if (all.get(i) != null) {
        throw new CorruptDataException(
            "run directory %s: %s has a checkpoint although %s, which comes before it, has not ended;"
                    .formatted(directory.path(), cells.get(i).id(), cells.get(next).id())
                + " files were removed or added by hand; start again with another --out");
      }
    }
    @Nullable CellProgress current = next < cells.size() ? all.get(next) : null;
    @Nullable CellProgress latest =
        current != null ? current : next == 0 ? null : all.get(next - 1);
    cut(directory.metricsFile(), latest == null ? 0 : latest.metricsBytes());
    cut(directory.timingFile(), latest == null ? 0 : latest.timingBytes());
    cut(directory.histogramsFile(), latest == null ? 0 : latest.histogramsBytes());

    RunHistory history = RunHistory.read(directory.path());
    List<CellResult> ended = new ArrayList<>();
    for (int i = 0; i < next; i++) {
      CellProgress progress = Objects.requireNonNull(all.get(i));
      ended.add(
          new CellResult(
              cells.get(i),
              progress.status(),
              plans.get(i).parameters(),
              plans.get(i).macs(),
              epochs(directory, cells.get(i), history, progress),
              progress.message()));
    }
    Start start =
        current == null
            ? Start.FRESH
            : start(directory, cells.get(next), plans.get(next), history, current);
    return new Resumption(List.copyOf(ended), next, start);
  }

  private static Start start(
      RunDirectory directory, Cell cell, CellPlan plan, RunHistory history, CellProgress progress) {
    List<EpochResult> epochs = epochs(directory, cell, history, progress);
    CellHistory measured = history.cell(cell.id());
    int steps = measured == null ? 0 : measured.steps().size();
    if (measured == null || steps != progress.step()) {
      throw new CorruptDataException(
          "run directory %s: the checkpoint of %s was taken after step %d, but %s has %d steps of it;"
                  .formatted(directory.path(), cell.id(), progress.step(), RunFiles.METRICS, steps)
              + " the file was changed; start again with another --out");
    }
    int from = Math.toIntExact(Math.min(progress.epochs() * plan.stepsPerEpoch(), steps));
    return new Start(progress.step(), epochs, measured.steps().from(from));
  }

  private static List<EpochResult> epochs(
      RunDirectory directory, Cell cell, RunHistory history, CellProgress progress) {
    CellHistory measured = history.cell(cell.id());
    List<EpochResult> epochs = measured == null ? List.of() : measured.epochs();
    if (epochs.size() != progress.epochs()) {
      throw new CorruptDataException(
          "run directory %s: %s had finished %d epochs, but %s has %d of them; the file was changed;"
                  .formatted(
                      directory.path(),
                      cell.id(),
                      progress.epochs(),
                      RunFiles.METRICS,
                      epochs.size())
              + " start again with another --out");
    }
    return epochs;
  }

  private static void cut(Path file, long bytes) {
    try {
      if (!Files.exists(file)) {
        if (bytes > 0) {
          throw new CorruptDataException(
              "%s is missing, expected %,d bytes of it; start again with another --out"
                  .formatted(file, bytes));
        }
        return;
      }
      long size = Files.size(file);
      if (size < bytes) {
        throw new CorruptDataException(
            "%s has %,d bytes, expected at least %,d, which it had at the last checkpoint; start again"
                    .formatted(file, size, bytes)
                + " with another --out");
      }
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(bytes);
        channel.force(true);
      }
    } catch (IOException e) {
      throw new NativeIoException("cannot cut %s to its last checkpoint: %s".formatted(file, e), e);
    }
  }
}
