// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.reslab.CorruptDataException;
import org.reslab.InvalidArgumentException;
import org.reslab.NativeIoException;
import org.reslab.files.AtomicFile;
import org.reslab.files.GrowingFile;
import org.reslab.files.Json;
import org.reslab.files.LockFile;
import org.reslab.files.RegularFile;
import org.reslab.files.RunFiles;

/**
 * The folder that an experiment writes to.
 *
 * <pre>
 * experiment.yaml               the resolved experiment; reading it gives the same experiment
 * environment.json              versions, threads, processor, git commit, command line
 * metrics.jsonl                 every measured value but those of the clock, in long format
 * timing.jsonl                  what the clock said, in long format
 * histograms.jsonl              distributions of activations, where they are asked for
 * epochs.csv                    one row per epoch
 * summary.json                  the comparison; its status is "running" until the end
 * checkpoints/RUN/last.safetensors        weights after the last complete or cancelled epoch
 * checkpoints/RUN/last.state.safetensors  optimizer state and position that belong to it
 * checkpoints/RUN/last.progress.json      what was measured up to it
 * checkpoints/RUN/last.evaluation.json    confusion matrix, worst mistakes and scores
 * checkpoints/RUN/best.safetensors        weights with the best test accuracy
 * checkpoints/RUN/epoch-0003.safetensors  weights after an epoch, where they are to be kept
 * resumes.jsonl                 environment of each process that resumed it, a line each
 * </pre>
 *
 * <p>Nothing in the folder changes before {@link ExperimentRunner#run()} has found the experiment
 * sound.
 */
public final class RunDirectory {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

  private final Path path;
  private final Mode mode;

  /** What is to become of what the folder holds. */
  private enum Mode {
    /** It was made for the run, or was there and holds nothing that counts. */
    NEW,
    /** Its earlier run is to be replaced. */
    OVERWRITE,
    /** Its run is to be resumed. */
    RESUME
  }

  private final boolean created;

  private RunDirectory(Path path, boolean created, Mode mode) {
    this.path = path;
    this.created = created;
    this.mode = mode;
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
      boolean empty = holdsNothing(absolute, entries) && !RunLock.held(absolute);
      if (!empty && !overwrite) {
        throw new InvalidArgumentException(
            "run directory %s: exists and is not empty (%s entries); choose another --out, replace"
                    .formatted(path, entries.size())
                + " an earlier run with --overwrite, or continue it with --resume");
      }
      if (!empty && !Files.exists(absolute.resolve(RunFiles.EXPERIMENT))) {
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
    return new RunDirectory(absolute, !existed, overwrite ? Mode.OVERWRITE : Mode.NEW);
  }

  /**
   * Opens the folder of a run that was started, to resume it.
   *
   * @throws InvalidArgumentException if no run has begun there
   */
  public static RunDirectory resume(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    for (String name : List.of(RunFiles.EXPERIMENT, RunFiles.ENVIRONMENT)) {
      if (!Files.isRegularFile(absolute.resolve(name))) {
        throw new InvalidArgumentException(
            "run directory %s: holds no %s, so no run of train or compare has begun there; begin one"
                    .formatted(path, name)
                + " with --out "
                + path);
      }
    }
    return new RunDirectory(absolute, false, Mode.RESUME);
  }

  /** Returns whether the folder's run is to be resumed. */
  public boolean resumes() {
    return mode == Mode.RESUME;
  }

  /**
   * Returns whether what lies in a folder is what a process leaves that was killed before it began.
   */
  private static boolean holdsNothing(Path folder, List<Path> entries) throws IOException {
    Set<String> early = Set.of(RunFiles.LOCK, RunFiles.ENVIRONMENT, RunFiles.CHECKPOINTS);
    for (Path entry : entries) {
      String name = String.valueOf(entry.getFileName());
      if (!early.contains(name) && !RunFiles.TRAINING.contains(AtomicFile.finalName(name))) {
        return false;
      }
      if (RunFiles.TRAINING.contains(name) && !name.equals(RunFiles.ENVIRONMENT)) {
        return false;
      }
    }
    Path checkpoints = folder.resolve(RunFiles.CHECKPOINTS);
    if (RegularFile.isThere(checkpoints)) {
      try (Stream<Path> all = Files.walk(checkpoints)) {
        return all.allMatch(each -> Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS));
      }
    }
    return true;
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

  /** Returns the path of what the clock said, in long format. */
  public Path timingFile() {
    return path.resolve(RunFiles.TIMING);
  }

  /** Returns the path of the distributions of activations. */
  public Path histogramsFile() {
    return path.resolve(RunFiles.HISTOGRAMS);
  }

  /** Returns the path of the table of epochs. */
  public Path epochsFile() {
    return path.resolve(RunFiles.EPOCHS);
  }

  /** Returns the path of the comparison. */
  public Path summaryFile() {
    return path.resolve(RunFiles.SUMMARY);
  }

  /** Returns the path of a cell's last weights. */
  public Path lastCheckpoint(Cell cell) {
    return checkpoints(cell).last();
  }

  /** Returns the path of the optimizer state and position that belong to a cell's last weights. */
  public Path lastState(Cell cell) {
    return checkpoints(cell).lastState();
  }

  /** Returns the path of a cell's weights with the best test accuracy. */
  public Path bestCheckpoint(Cell cell) {
    return checkpoints(cell).best();
  }

  /**
   * Reads the settings of the run that was begun in the folder.
   *
   * @throws InvalidArgumentException if they cannot be read by this version
   * @throws NativeIoException if the file cannot be read
   */
  public Experiment experiment() {
    return ExperimentFile.readRecorded(experimentFile());
  }

  /** Reads what the first process noted of itself. */
  Map<String, @Nullable Object> environment() {
    return document(environmentFile());
  }

  /** Returns the wall time in seconds that the run had taken, 0 where nothing is known. */
  double earlierSeconds() {
    return Files.exists(summaryFile())
            && document(summaryFile()).get("seconds") instanceof Number seconds
        ? seconds.doubleValue()
        : 0;
  }

  /** Reads a JSON object of the run. */
  Map<String, @Nullable Object> document(Path file) {
    return parse(file, Json::parseObject);
  }

  /** Reads what a cell's network makes of the test images; null where there is no file of it. */
  @Nullable TestPredictions evaluation(Cell cell) {
    Path file = checkpoints(cell).evaluation();
    return Files.exists(file) ? parse(file, TestPredictions::parse) : null;
  }

  private static <T> T parse(Path file, Function<String, T> parser) {
    RegularFile.require(file);
    try {
      return parser.apply(RegularFile.text(file));
    } catch (CorruptDataException | CharacterCodingException e) {
      throw new CorruptDataException(
          "%s is damaged: %s; start again with another --out".formatted(file, e.getMessage()), e);
    } catch (IOException e) {
      throw new NativeIoException("cannot read " + file + ": " + e, e);
    }
  }

  /**
   * Locks the folder to resume its run.
   *
   * @return says that this process writes the folder, until it is closed
   * @throws InvalidArgumentException if another process is writing it
   * @throws NativeIoException if it cannot be locked
   */
  RunLock lock() {
    return RunLock.acquire(path);
  }

  /**
   * Records the process that resumes the run, and removes what an earlier one left half written.
   *
   * @throws NativeIoException if it cannot be written
   */
  void recordResume(Environment environment) {
    try {
      for (Path file : entries(path)) {
        String name = String.valueOf(file.getFileName());
        if (AtomicFile.isTemporary(name)
            && RunFiles.TRAINING.contains(AtomicFile.finalName(name))) {
          Files.delete(file);
        }
      }
    } catch (IOException e) {
      throw new NativeIoException("cannot resume in run directory " + path + ": " + e, e);
    }
    try (GrowingFile file =
        new GrowingFile(
            path.resolve(RunFiles.RESUMES), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      file.line(Json.line(environment));
      file.sync();
    }
  }

  /** Returns the checkpoints of a cell. */
  CheckpointFolder checkpoints(Cell cell) {
    return new CheckpointFolder(path.resolve(RunFiles.CHECKPOINTS, cell.id()));
  }

  /**
   * Checks that checkpoints lie in the run directory itself, and not behind a link.
   *
   * @throws CorruptDataException if the folder of checkpoints or that of a cell is a link
   */
  void requireNoLinks(List<Cell> cells) {
    Stream.concat(
            Stream.of(path.resolve(RunFiles.CHECKPOINTS)),
            cells.stream().map(cell -> checkpoints(cell).path()))
        .filter(Files::isSymbolicLink)
        .findFirst()
        .ifPresent(link -> {
          throw new CorruptDataException(
              "%s is a link, which is not followed; put the folder itself there".formatted(link));
        });
  }

  /**
   * Claims the folder, deletes what an earlier run left where that may be overwritten, makes the
   * folders of checkpoints and writes what is known before training; the experiment last, for with
   * it the run has begun. Where that fails, nothing of it stays.
   *
   * @return says that this process writes the folder, until it is closed
   * @throws InvalidArgumentException if another process has begun a run in the folder meanwhile
   * @throws NativeIoException if it cannot be written
   */
  RunLock begin(Experiment experiment, Environment environment) {
    RunLock lock = RunLock.acquire(path);
    try {
      claim();
      prepare(experiment, environment);
      return lock;
    } catch (RuntimeException e) {
      release(lock, e);
      throw e;
    }
  }

  private void prepare(Experiment experiment, Environment environment) {
    try {
      for (Cell cell : experiment.cells()) {
        Files.createDirectories(checkpoints(cell).path());
      }
      AtomicFile.write(environmentFile(), Json.text(environment));
      ExperimentFile.write(experiment, experimentFile());
    } catch (IOException e) {
      throw withdrawn(cannotPrepare(e));
    } catch (RuntimeException e) {
      throw withdrawn(e);
    }
  }

  private static void release(RunLock lock, RuntimeException reason) {
    try {
      lock.close();
    } catch (RuntimeException e) {
      reason.addSuppressed(e);
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

  /** Clears the folder for the run, unless another has begun there since it was found fit. */
  private void claim() {
    try {
      List<Path> entries = entries(path);
      if (mode == Mode.OVERWRITE || holdsNothing(path, entries)) {
        clear();
        Files.createDirectory(path.resolve(RunFiles.CHECKPOINTS));
        return;
      }
    } catch (FileAlreadyExistsException e) {
      throw taken();
    } catch (IOException e) {
      throw cannotPrepare(e);
    }
    throw taken();
  }

  private InvalidArgumentException taken() {
    return new InvalidArgumentException(
        "run directory "
            + path
            + ": another run has begun there, or left files of its own in "
            + RunFiles.CHECKPOINTS
            + "; choose another --out");
  }

  void writeSummary(Comparison comparison) {
    AtomicFile.write(summaryFile(), Json.text(comparison));
  }

  /**
   * Removes the folder if {@link #create} made it and nothing was written to it but its lock file.
   *
   * @throws NativeIoException if it cannot be removed
   */
  public void discardIfUnused() {
    try {
      if (!created || !holdsAtMostALock()) {
        return;
      }
      Path file = path.resolve(RunFiles.LOCK);
      // Held while it is removed: whoever waits for it then finds no folder to write to.
      try (@Nullable LockFile lock = LockFile.acquire(file, Duration.ZERO)) {
        if (lock != null && holdsAtMostALock()) {
          Files.delete(file);
          Files.delete(path);
        }
      }
    } catch (DirectoryNotEmptyException _) {
      // Another process has begun a run there meanwhile.
    } catch (IOException e) {
      throw new NativeIoException("cannot remove the empty run directory " + path + ": " + e, e);
    }
  }

  private boolean holdsAtMostALock() throws IOException {
    return entries(path).stream().allMatch(path.resolve(RunFiles.LOCK)::equals);
  }

  private void clear() throws IOException {
    for (Path file : entries(path)) {
      String name = String.valueOf(file.getFileName());
      if (RunFiles.TRAINING.contains(AtomicFile.finalName(name))) {
        Files.delete(file);
      }
    }
    Path checkpoints = path.resolve(RunFiles.CHECKPOINTS);
    if (Files.isSymbolicLink(checkpoints)) {
      Files.delete(checkpoints); // and nothing in the folder that it leads to
    }
    if (!Files.isDirectory(checkpoints)) {
      return;
    }
    for (Path run : entries(checkpoints)) {
      if (Files.isSymbolicLink(run)) {
        Files.delete(run);
      } else {
        new CheckpointFolder(run).clear();
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
