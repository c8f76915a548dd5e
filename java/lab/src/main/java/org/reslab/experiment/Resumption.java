// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reslab.CorruptDataException;
import org.reslab.NativeIoException;

/**
 * Where an experiment resumes: after the cells that have ended, in the middle of the one that was
 * under way.
 *
 * <p>Is found without a change to any file. {@link #apply} then cuts the files of the run directory
 * to what the last checkpoint vouches for; all that comes later is measured again, with the same
 * numbers.
 *
 * @param ended cells that are over, in the order of the grid
 * @param next index of the cell to resume; the number of cells where all are over
 * @param start what that cell has done already
 */
record Resumption(List<CellResult> ended, int next, Start start) {
  /**
   * What a cell has done.
   *
   * @param checkpoint null without one
   * @param epochs those that are finished
   * @param scores after the last of them; null where there are none
   * @param unfinished steps since then, up to the checkpoint
   */
  record Start(
      CheckpointFolder.@Nullable Found checkpoint,
      List<EpochResult> epochs,
      @Nullable FinalScores scores,
      StepSeries unfinished) {
    private static final double[] NONE = {};

    static final Start FRESH =
        new Start(null, List.of(), null, new StepSeries(NONE, NONE, NONE, NONE, NONE));

    /** Returns the step of the checkpoint, 0 without one. */
    long step() {
      return checkpoint == null ? 0 : checkpoint.progress().step();
    }
  }

  /** Returns what is measured already: the cells that are over, and the one that is resumed. */
  List<CellResult> withStarted(List<Cell> cells) {
    List<CellResult> all = new ArrayList<>(ended);
    if (!start.epochs().isEmpty()) {
      all.add(
          new CellResult(
              cells.get(next), RunStatus.RUNNING, 0, 0, start.epochs(), start.scores(), null));
    }
    return all;
  }

  /** Returns where an experiment begins of which nothing is there. */
  static Resumption fresh() {
    return new Resumption(List.of(), 0, Start.FRESH);
  }

  /**
   * Finds where to resume; changes nothing.
   *
   * @param plans one for each cell
   * @throws CorruptDataException if checkpoints and files do not fit together or to the plans
   * @throws NativeIoException if a file cannot be read
   */
  static Resumption of(RunDirectory directory, Experiment experiment, List<CellPlan> plans) {
    List<Cell> cells = experiment.cells();
    directory.requireNoLinks(cells);
    List<CheckpointFolder.Found> found = found(directory, cells, experiment.bestOn());
    RunPrefix prefix = RunPrefix.read(directory, experiment, found);
    List<CellResult> ended = new ArrayList<>();
    Start start = Start.FRESH;
    for (int i = 0; i < found.size(); i++) {
      CellProgress progress = found.get(i).progress();
      List<EpochResult> epochs = prefix.require(cells.get(i), plans.get(i), progress);
      @Nullable FinalScores scores = epochs.isEmpty() ? null : scores(directory, cells.get(i));
      if (progress.ended()) {
        ended.add(
            new CellResult(
                cells.get(i),
                progress.status(),
                plans.get(i).parameters(),
                plans.get(i).macs(),
                epochs,
                scores,
                progress.message()));
      } else {
        long from = Math.min(progress.epochs() * plans.get(i).stepsPerEpoch(), progress.step());
        start =
            new Start(
                found.get(i),
                epochs,
                scores,
                prefix.steps(cells.get(i)).from(Math.toIntExact(from)));
      }
    }
    return new Resumption(List.copyOf(ended), ended.size(), start);
  }

  private static @Nullable FinalScores scores(RunDirectory directory, Cell cell) {
    @Nullable TestPredictions evaluation = directory.evaluation(cell);
    return evaluation == null ? null : evaluation.scores();
  }

  /** Returns the checkpoints of the cells that have one: of all that ended, and the next one. */
  private static List<CheckpointFolder.Found> found(
      RunDirectory directory, List<Cell> cells, BestOn bestOn) {
    List<CheckpointFolder.Found> found = new ArrayList<>();
    @Nullable Cell unended = null;
    for (Cell cell : cells) {
      CheckpointFolder.@Nullable Found checkpoint = directory.checkpoints(cell).look(bestOn);
      if (checkpoint != null && unended != null) {
        throw new CorruptDataException(
            "run directory %s: %s has a checkpoint although %s, which comes before it, has not ended;"
                    .formatted(directory.path(), cell.id(), unended.id())
                + " files were removed or added by hand; start again with another --out");
      }
      if (checkpoint != null) {
        found.add(checkpoint);
      }
      if (unended == null && (checkpoint == null || !checkpoint.progress().ended())) {
        unended = cell;
      }
    }
    return found;
  }

  /**
   * Completes or withdraws the checkpoints that a kill interrupted, and cuts the files.
   *
   * @throws NativeIoException if a file cannot be moved, removed or cut
   */
  void apply(RunDirectory directory, List<Cell> cells) {
    @Nullable CellProgress latest = null;
    for (Cell cell : cells) {
      @Nullable CellProgress progress = directory.checkpoints(cell).recover();
      latest = progress == null ? latest : progress;
    }
    cut(directory.metricsFile(), latest == null ? 0 : latest.metricsBytes());
    cut(directory.timingFile(), latest == null ? 0 : latest.timingBytes());
    cut(directory.histogramsFile(), latest == null ? 0 : latest.histogramsBytes());
  }

  private static void cut(Path file, long bytes) {
    if (!Files.exists(file)) {
      return;
    }
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
      channel.truncate(bytes);
      channel.force(true);
    } catch (IOException e) {
      throw new NativeIoException("cannot cut %s to its last checkpoint: %s".formatted(file, e), e);
    }
  }
}
