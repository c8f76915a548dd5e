// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.reslab.InvalidArgumentException;
import org.reslab.NativeIoException;
import org.reslab.metrics.AtomicFile;
import org.reslab.metrics.Json;

/**
 * The folder that an experiment writes to.
 *
 * <pre>
 * experiment.yaml               the resolved experiment; reading it gives the same experiment
 * environment.json              versions, threads, processor, git commit, command line
 * metrics.jsonl                 every measured value, in long format
 * epochs.csv                    one row per epoch
 * summary.json                  the comparison; its status is "running" until the end
 * checkpoints/RUN/last.safetensors        weights after the last complete or cancelled epoch
 * checkpoints/RUN/last.state.safetensors  optimizer state and position that belong to it
 * checkpoints/RUN/best.safetensors        weights with the best test accuracy
 * </pre>
 *
 * <p>Nothing in the folder changes before {@link ExperimentRunner#run()} has found the experiment
 * sound.
 */
public final class RunDirectory {
  private static final String LAST = "last.safetensors";
  private static final String LAST_STATE = "last.state.safetensors";
  private static final String BEST = "best.safetensors";
  private static final Set<String> FILES =
      Set.of(
          RunFiles.EXPERIMENT,
          RunFiles.ENVIRONMENT,
          RunFiles.METRICS,
          RunFiles.EPOCHS,
          RunFiles.SUMMARY);
  private static final Set<String> CHECKPOINT_FILES = Set.of(LAST, LAST_STATE, BEST);
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

  private final Path path;
  private final boolean created;
  private final boolean overwrite;

  private RunDirectory(Path path, boolean created, boolean overwrite) {
    this.path = path;
    this.created = created;
    this.overwrite = overwrite;
  }

  /**
   * Returns a path below {@code runs/} in the working directory that does not exist yet, for
   * example {@code runs/compare-20260131-174500}.
   *
   * @param name what is run
   * @param clock gives the time and its zone
   */
  public static Path defaultPath(String name, Clock clock) {
    Path first = Path.of("runs", name + "-" + LocalDateTime.now(clock).format(STAMP));
    Path path = first;
    for (int i = 2; Files.exists(path); i++) {
      path = first.resolveSibling(first.getFileName() + "-" + i);
    }
    return path;
  }

  /**
   * Creates the folder, or takes an existing one that is empty.
   *
   * @param overwrite also takes a folder that holds an earlier run; of that, only the files that
   *     ResLab writes are deleted, and only once the new experiment begins
   * @throws InvalidArgumentException if the path is a file, or a folder that is not empty and may
   *     not be overwritten or holds no run
   * @throws NativeIoException if the folder cannot be created or written to
   */
  public static RunDirectory create(Path path, boolean overwrite) {
    Path absolute = path.toAbsolutePath().normalize();
    if (Files.exists(absolute) && !Files.isDirectory(absolute)) {
      throw new InvalidArgumentException(
          "run directory "
              + path
              + ": is a file, expected a folder or nothing; choose another --out");
    }
    boolean existed = Files.isDirectory(absolute);
    try {
      Files.createDirectories(absolute);
      List<Path> entries = entries(absolute);
      if (!entries.isEmpty() && !overwrite) {
        throw new InvalidArgumentException(
            "run directory %s: exists and is not empty (%d entries); choose another --out, or replace"
                    .formatted(path, entries.size())
                + " an earlier run with --overwrite");
      }
      if (!entries.isEmpty() && !Files.exists(absolute.resolve(RunFiles.EXPERIMENT))) {
        throw new InvalidArgumentException(
            "run directory %s: is not empty and holds no %s, so it is no earlier run and is not"
                    .formatted(path, RunFiles.EXPERIMENT)
                + " overwritten; choose another --out");
      }
    } catch (IOException e) {
      throw new NativeIoException("cannot create run directory " + path + ": " + e, e);
    }
    if (!Files.isWritable(absolute)) {
      throw new NativeIoException(
          "cannot write to run directory " + path + ": no permission; choose another --out");
    }
    return new RunDirectory(absolute, !existed, overwrite);
  }

  /** Returns the absolute path of the folder. */
  public Path path() {
    return path;
  }

  /** Returns the path of the resolved experiment. */
  public Path experimentFile() {
    return path.resolve(RunFiles.EXPERIMENT);
  }

  /** Returns the path of the description of machine and versions. */
  public Path environmentFile() {
    return path.resolve(RunFiles.ENVIRONMENT);
  }

  /** Returns the path of the measured values in long format. */
  public Path metricsFile() {
    return path.resolve(RunFiles.METRICS);
  }

  /** Returns the path of the table of epochs. */
  public Path epochsFile() {
    return path.resolve(RunFiles.EPOCHS);
  }

  /** Returns the path of the comparison. */
  public Path summaryFile() {
    return path.resolve(RunFiles.SUMMARY);
  }

  /** Returns the path of a run's last weights. */
  public Path lastCheckpoint(Cell cell) {
    return path.resolve(RunFiles.CHECKPOINTS, cell.id(), LAST);
  }

  /** Returns the path of the optimizer state and position that belong to a run's last weights. */
  public Path lastState(Cell cell) {
    return path.resolve(RunFiles.CHECKPOINTS, cell.id(), LAST_STATE);
  }

  /** Returns the path of a run's weights with the best test accuracy. */
  public Path bestCheckpoint(Cell cell) {
    return path.resolve(RunFiles.CHECKPOINTS, cell.id(), BEST);
  }

  /**
   * Claims the folder, deletes what an earlier run left where that may be overwritten, makes the
   * folders of checkpoints and writes what is known before training. Where that fails, nothing of
   * it stays.
   *
   * @throws InvalidArgumentException if another process has begun a run in the folder meanwhile
   * @throws NativeIoException if it cannot be written
   */
  void begin(Experiment experiment, Environment environment) {
    try {
      if (overwrite) {
        clear();
      }
      claim();
    } catch (IOException e) {
      throw cannotPrepare(e);
    }
    try {
      for (Cell cell : experiment.cells()) {
        Files.createDirectories(lastCheckpoint(cell).getParent());
      }
      ExperimentFile.write(experiment, experimentFile());
      AtomicFile.write(environmentFile(), Json.text(environment));
    } catch (IOException e) {
      throw withdrawn(cannotPrepare(e));
    } catch (RuntimeException e) {
      throw withdrawn(e);
    }
  }

  private NativeIoException cannotPrepare(IOException e) {
    return new NativeIoException("cannot prepare run directory " + path + ": " + e, e);
  }

  /** Leaves the folder to the next attempt: without experiment.yaml it would look like no run. */
  private RuntimeException withdrawn(RuntimeException reason) {
    try {
      clear();
    } catch (IOException e) {
      reason.addSuppressed(e);
    }
    return reason;
  }

  /** Makes the folder of checkpoints, which only one of several processes succeeds in. */
  private void claim() throws IOException {
    try {
      Files.createDirectory(path.resolve(RunFiles.CHECKPOINTS));
    } catch (FileAlreadyExistsException e) {
      throw new InvalidArgumentException(
          "run directory "
              + path
              + ": another run has begun there, or left files of its own in "
              + RunFiles.CHECKPOINTS
              + "; choose another --out");
    }
  }

  void writeSummary(Comparison comparison) {
    AtomicFile.write(summaryFile(), Json.text(comparison));
  }

  /**
   * Removes the folder if {@link #create} made it and nothing was written to it.
   *
   * @throws NativeIoException if it cannot be removed
   */
  public void discardIfUnused() {
    try {
      if (created && entries(path).isEmpty()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new NativeIoException("cannot remove the empty run directory " + path + ": " + e, e);
    }
  }

  private void clear() throws IOException {
    for (String name : FILES) {
      Files.deleteIfExists(path.resolve(name));
    }
    Path checkpoints = path.resolve(RunFiles.CHECKPOINTS);
    if (!Files.isDirectory(checkpoints)) {
      return;
    }
    for (Path run : entries(checkpoints)) {
      for (String name : CHECKPOINT_FILES) {
        Files.deleteIfExists(run.resolve(name));
      }
      if (Files.isDirectory(run) && entries(run).isEmpty()) {
        Files.delete(run);
      }
    }
    if (entries(checkpoints).isEmpty()) {
      Files.delete(checkpoints);
    }
  }

  private static List<Path> entries(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      List<Path> sorted = new ArrayList<>(entries.toList());
      sorted.sort(Comparator.naturalOrder());
      return sorted;
    }
  }
}
