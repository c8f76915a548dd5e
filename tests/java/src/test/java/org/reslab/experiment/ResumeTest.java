// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.reslab.CancelFlag;
import org.reslab.CorruptDataException;
import org.reslab.Device;
import org.reslab.Fixture;
import org.reslab.InvalidArgumentException;
import org.reslab.NativeRuntime;
import org.reslab.OnBothKernels;
import org.reslab.SpecialFiles;
import org.reslab.StepRecord;
import org.reslab.files.RunFiles;

/** A run that goes on has the numbers of one that was never stopped. */
@OnBothKernels
class ResumeTest {
  private static final List<String> DETERMINISTIC =
      List.of("metrics.jsonl", "histograms.jsonl", "last.evaluation.json", ".safetensors");

  @TempDir Path folder;
  private final int threadsBefore = NativeRuntime.get().info().threads();

  @AfterEach
  void restoreThreads() {
    NativeRuntime.get().setThreads(threadsBefore);
  }

  /** Two runs of two epochs of five steps. */
  private static ExperimentBuilder small() {
    return Experiment.builder()
        .blocks(List.of("plain", "basic"))
        .width(4)
        .layers(List.of(1L, 1L, 1L))
        .dataDir(Fixture.cifarFolder())
        .subset(80L)
        .testSubset(50L)
        .training(t -> t.batch(16).epochs(2))
        .milestones(List.of(1L))
        .diagnoseEvery(1L)
        .keepEpochs(1)
        .device(Device.CPU)
        .threads(1);
  }

  /** What does not depend on the clock, by its name in the directory. */
  private static Map<String, byte[]> content(Path run) throws IOException {
    Map<String, byte[]> content = new TreeMap<>();
    try (Stream<Path> files = Files.walk(run)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = run.relativize(file).toString();
        if (DETERMINISTIC.stream().anyMatch(name::endsWith)) {
          content.put(name, Files.readAllBytes(file));
        }
      }
    }
    return content;
  }

  private static void requireSame(Path run, Path undisturbed) throws IOException {
    Map<String, byte[]> expected = content(undisturbed);
    Map<String, byte[]> found = content(run);
    assertThat(found.keySet()).isEqualTo(expected.keySet()).hasSizeGreaterThan(8);
    expected.forEach((name, bytes) -> assertThat(found.get(name)).as(name).isEqualTo(bytes));
  }

  private Path undisturbed(Experiment experiment) {
    Path path = folder.resolve("undisturbed");
    assertThat(begin(experiment, path, new ExperimentListener() {}, CancelFlag.create()).status())
        .isEqualTo(RunStatus.COMPLETED);
    return path;
  }

  private static Comparison begin(
      Experiment experiment, Path path, ExperimentListener listener, CancelFlag cancel) {
    return new ExperimentRunner(experiment, RunDirectory.create(path, false), listener, cancel)
        .run();
  }

  private static ExperimentRunner goingOn(
      Path path, ExperimentListener listener, CancelFlag cancel) {
    RunDirectory directory = RunDirectory.resume(path);
    return new ExperimentRunner(directory.experiment(), directory, listener, cancel);
  }

  private static Comparison resume(Path path) {
    return goingOn(path, new ExperimentListener() {}, CancelFlag.create()).run();
  }

  /** Sets a flag after so many steps of the grid, or at the first image of an evaluation. */
  private static final class CancelAfter implements ExperimentListener {
    private final CancelFlag cancel;
    private final long steps;
    private final boolean whileEvaluating;
    private long seen;

    CancelAfter(CancelFlag cancel, long steps, boolean whileEvaluating) {
      this.cancel = cancel;
      this.steps = steps;
      this.whileEvaluating = whileEvaluating;
    }

    @Override
    public void steps(Cell cell, List<StepRecord> done, double imagesPerSecond, Duration eta) {
      seen += done.size();
      if (!whileEvaluating && seen >= steps) {
        cancel.cancel();
      }
    }

    @Override
    public void evaluating(Cell cell, long done, long total) {
      if (whileEvaluating && seen >= steps) {
        cancel.cancel();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 6, 10, 11})
  void goesOnAfterAStop(int steps) throws IOException {
    Experiment experiment = small().build();
    Path run = folder.resolve("run");
    CancelFlag cancel = CancelFlag.create();
    assertThat(begin(experiment, run, new CancelAfter(cancel, steps, false), cancel).status())
        .isEqualTo(RunStatus.CANCELLED);
    Comparison comparison = resume(run);
    assertThat(comparison.status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(comparison.cells()).hasSize(2).allMatch(one -> one.epochs().size() == 2);
    requireSame(run, undisturbed(experiment));
    assertThat(Files.readAllLines(run.resolve("epochs.csv"))).hasSize(5);
    assertThat(Files.readAllLines(run.resolve("timing.jsonl"))).hasSize(12);
    assertThat(Files.readAllLines(run.resolve("resumes.jsonl"))).hasSize(1);
  }

  @Test
  void goesOnAfterAStopDuringAnEvaluation() throws IOException {
    Experiment experiment = small().testBatch(2).build();
    Path run = folder.resolve("run");
    for (int stop = 0; ; stop++) {
      CancelFlag cancel = CancelFlag.create();
      ExperimentListener listener = new CancelAfter(cancel, 4, true);
      Comparison comparison =
          stop == 0
              ? begin(experiment, run, listener, cancel)
              : goingOn(run, listener, cancel).run();
      if (comparison.status() == RunStatus.COMPLETED) {
        assertThat(stop).isPositive();
        break;
      }
    }
    requireSame(run, undisturbed(experiment));
  }

  @Test
  void goesOnFromACheckpointWithinAnEpoch() throws IOException {
    Experiment experiment = small().checkpointEvery(2L).build();
    Path run = folder.resolve("run");
    assertThatThrownBy(() -> begin(experiment, run, failingAfter(9), CancelFlag.create()))
        .hasMessage("the listener fails");
    assertThat(resume(run).status()).isEqualTo(RunStatus.COMPLETED);
    requireSame(run, undisturbed(experiment));
  }

  /** As near to a crash as a listener comes: nothing is saved after it. */
  private static ExperimentListener failingAfter(long steps) {
    return new ExperimentListener() {
      private long seen;

      @Override
      public void steps(Cell cell, List<StepRecord> done, double imagesPerSecond, Duration eta) {
        seen += done.size();
        if (seen >= steps) {
          throw new IllegalStateException("the listener fails");
        }
      }
    };
  }

  @Test
  void aRunThatDivergedStaysAsItIs() throws IOException {
    Experiment experiment = small().training(t -> t.lr(1e30)).maxSteps(5L).build();
    Path undisturbed = folder.resolve("undisturbed");
    ExperimentListener none = new ExperimentListener() {};
    Comparison expected = begin(experiment, undisturbed, none, CancelFlag.create());
    assertThat(expected.status()).isEqualTo(RunStatus.DIVERGED);
    long first = Files.readAllLines(undisturbed.resolve("metrics.jsonl")).size();

    Path run = folder.resolve("run");
    ExperimentListener fails =
        new ExperimentListener() {
          @Override
          public void cellFinished(Cell cell, CellResult result) {
            throw new IllegalStateException("the listener fails");
          }
        };
    assertThatThrownBy(() -> begin(experiment, run, fails, CancelFlag.create()))
        .hasMessage("the listener fails");
    Comparison comparison = resume(run);
    assertThat(comparison.status()).isEqualTo(RunStatus.DIVERGED);
    assertThat(comparison.cells()).hasSize(2);
    assertThat(comparison.cells().getFirst().message())
        .isEqualTo(expected.cells().getFirst().message());
    assertThat(Files.readAllLines(run.resolve("metrics.jsonl"))).hasSize((int) first);
    assertThat(run.resolve("metrics.jsonl"))
        .hasSameBinaryContentAs(undisturbed.resolve("metrics.jsonl"));
  }

  @Test
  void aCompletedRunIsReadAndNotTrainedAgain() throws IOException {
    Experiment experiment = small().build();
    Path run = undisturbed(experiment);
    Map<String, byte[]> before = content(run);
    Comparison comparison = goingOn(run, failingAfter(0), CancelFlag.create()).run();
    assertThat(comparison.status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(comparison.cells()).hasSize(2);
    assertThat(comparison.blocks().getFirst().testAccuracy().mean()).isBetween(0.0, 1.0);
    content(run).forEach((name, bytes) -> assertThat(bytes).as(name).isEqualTo(before.get(name)));
  }

  private Path stopped() {
    Path run = folder.resolve("run");
    CancelFlag cancel = CancelFlag.create();
    begin(small().build(), run, new CancelAfter(cancel, 6, false), cancel);
    return run;
  }

  @Test
  void anotherEnvironmentIsRefusedUnlessAllowed() throws IOException {
    Path run = stopped();
    Path environment = run.resolve("environment.json");
    String text = Files.readString(environment);
    Files.writeString(
        environment, text.replaceAll("(\"torch_running\" : )\"[^\"]*\"", "$1\"1.0.0\""));
    assertThatThrownBy(() -> resume(run))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("torch_running was 1.0.0 and is 2.")
        .hasMessageContaining("--allow-inexact");
    ExperimentRunner runner = goingOn(run, new ExperimentListener() {}, CancelFlag.create());
    assertThat(runner.allowInexact().run().status()).isEqualTo(RunStatus.COMPLETED);
  }

  @Test
  void theNumberOfThreadsStaysWhatItWas() {
    Path run = folder.resolve("run");
    CancelFlag cancel = CancelFlag.create();
    NativeRuntime.get().setThreads(2);
    Experiment experiment = small().threads(null).build();
    begin(experiment, run, new CancelAfter(cancel, 1, false), cancel);
    NativeRuntime.get().setThreads(1);
    resume(run);
    assertThat(NativeRuntime.get().info().threads()).isEqualTo(2);
  }

  @Test
  void metricsThatWereCutByHandAreRefused() throws IOException {
    Path run = stopped();
    Path metrics = run.resolve("metrics.jsonl");
    List<String> lines = Files.readAllLines(metrics);
    Files.write(metrics, lines.subList(0, 3));
    assertThatThrownBy(() -> resume(run))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("metrics.jsonl has")
        .hasMessageContaining("at the last checkpoint");
    Files.delete(metrics);
    assertThatThrownBy(() -> resume(run))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("metrics.jsonl is missing");
  }

  @Test
  void aCheckpointOfAnotherRunIsRefused() throws IOException {
    Path run = stopped();
    Path other = folder.resolve("other");
    CancelFlag cancel = CancelFlag.create();
    begin(small().seeds(List.of(7L)).build(), other, new CancelAfter(cancel, 6, false), cancel);
    Files.copy(
        other.resolve("checkpoints/tinynet-plain-s7/last.safetensors"),
        run.resolve("checkpoints/tinynet-plain-s0/last.safetensors"),
        StandardCopyOption.REPLACE_EXISTING);
    requireRefused(run, "does not belong to the weights");
  }

  /** Stopped in the second cell, after its first epoch. */
  private Path stoppedLate() {
    Path run = folder.resolve("run");
    CancelFlag cancel = CancelFlag.create();
    begin(small().checkpointEvery(2L).build(), run, new CancelAfter(cancel, 17, false), cancel);
    return run;
  }

  /** Every file of a run but its lock. */
  private static Map<String, byte[]> all(Path run) throws IOException {
    Map<String, byte[]> content = new TreeMap<>();
    try (Stream<Path> files = Files.walk(run)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        content.put(run.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    content.remove(RunFiles.LOCK);
    return content;
  }

  /** Resuming is refused with this message, and no byte of the run is another afterwards. */
  private static void requireRefused(Path run, String... parts) throws IOException {
    Map<String, byte[]> before = all(run);
    assertThatThrownBy(() -> resume(run))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContainingAll(parts);
    Map<String, byte[]> after = all(run);
    assertThat(after.keySet()).isEqualTo(before.keySet());
    before.forEach((name, bytes) -> assertThat(after.get(name)).as(name).isEqualTo(bytes));
  }

  private static void edit(Path file, String from, String to) throws IOException {
    String text = Files.readString(file);
    String edited = text.replaceFirst(from, to);
    assertThat(edited).isNotEqualTo(text);
    Files.writeString(file, edited);
  }

  private static final String PROGRESS = "checkpoints/tinynet-basic-s0/last.progress.json";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "metrics_bytes|metrics_byte|metrics_bytes",
        "timing_bytes|timing|timing_bytes",
        "histograms_bytes|histogram_bytes|histograms_bytes",
        "\"status\"|\"state\"|status",
        "\"step\"|\"steps\"|step",
        "\"epochs\"|\"epoch\"|epochs",
        "\"running\"|\"finished\"|\"finished\"",
        "\"cancelled\"|\"failed\"|status is failed",
        "\"cancelled\"|null|status is null",
        "metrics_bytes\" : (\\d+)|metrics_bytes\" : -$1|metrics_bytes is -",
        "(?s).*|null|found null",
        "(?s).*|[1]|last.progress.json is damaged",
      })
  void aProgressThatIsNotWholeIsRefused(String from, String to, String message) throws IOException {
    Path run = stoppedLate();
    Path progress = run.resolve(PROGRESS);
    if (Files.readString(progress).contains("\"cancelled\"") && from.contains("running")) {
      edit(progress, "\"cancelled\"", "\"running\"");
    }
    edit(progress, from, to);
    requireRefused(run, "last.progress.json is damaged", message, "remove the folder");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "metrics_bytes\" : \\d+|metrics_bytes\" : 0",
        "metrics_bytes\" : (\\d+)|metrics_bytes\" : 1$1",
        "metrics_bytes\" : (\\d+)\\d|metrics_bytes\" : $1",
        "timing_bytes\" : \\d+|timing_bytes\" : 0",
        "timing_bytes\" : (\\d+)|timing_bytes\" : 9$1",
        "histograms_bytes\" : \\d+|histograms_bytes\" : 0",
        "histograms_bytes\" : (\\d+)|histograms_bytes\" : 1$1",
        "\"cancelled\"|\"completed\"",
        "\"step\" : \\d+|\"step\" : 5",
        "\"step\" : \\d+|\"step\" : 11",
        "\"step\" : \\d+|\"step\" : 9000000000000",
        "\"epochs\" : \\d+|\"epochs\" : 0",
        "\"epochs\" : \\d+|\"epochs\" : 2",
      })
  void aProgressThatDoesNotFitIsRefused(String from, String to) throws IOException {
    Path run = stoppedLate();
    edit(run.resolve(PROGRESS), from, to);
    requireRefused(run, run.toString(), "start again with another --out");
  }

  @Test
  void aCellThatHasEndedIsCheckedToo() throws IOException {
    Path run = stoppedLate();
    Path progress = run.resolve("checkpoints/tinynet-plain-s0/last.progress.json");
    String whole = Files.readString(progress);
    edit(progress, "\"step\" : 10", "\"step\" : 8");
    requireRefused(run, "completed after step 8 and 2 epochs, but experiment.yaml has 10 steps");
    Files.writeString(progress, whole);
    edit(progress, "metrics_bytes\" : (\\d+)", "metrics_bytes\" : 9$1");
    requireRefused(run, "says that files were shorter");
    Files.writeString(progress, whole);
    Files.delete(progress);
    requireRefused(run, "last.progress.json is missing");
    Files.writeString(progress, whole);
    assertThat(resume(run).status()).isEqualTo(RunStatus.COMPLETED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tinynet-plain-s0/best.safetensors",
        "tinynet-basic-s0/best.safetensors",
        "tinynet-basic-s0/last.safetensors",
        "tinynet-basic-s0/last.state.safetensors",
        "tinynet-basic-s0/last.progress.json",
      })
  void aMissingFileOfACheckpointIsRefused(String name) throws IOException {
    Path run = stoppedLate();
    Files.delete(run.resolve("checkpoints").resolve(name));
    requireRefused(run, name + " is missing", "remove the folder");
  }

  @ParameterizedTest
  @ValueSource(strings = {"metrics.jsonl", "timing.jsonl", "histograms.jsonl"})
  void aFileThatWasChangedByHandIsRefused(String name) throws IOException {
    Path run = stoppedLate();
    Path file = run.resolve(name);
    String text = Files.readString(file);
    Files.writeString(file, text.replaceFirst("\"seed\"", "\"sead\""));
    requireRefused(run, name, "line 1 is damaged");
    Files.delete(file);
    requireRefused(run, name + " is missing");
    Path other = Files.writeString(folder.resolve("other"), text);
    Files.createSymbolicLink(file, other);
    requireRefused(run, name + " is a link");
    assertThat(other).hasContent(text);
    Files.delete(file);
    Files.createDirectory(file);
    requireRefused(run, name + " is no regular file but a folder");
    Files.delete(file);
    SpecialFiles.fifo(file);
    requireRefused(run, name + " is no regular file but a FIFO");
    Files.delete(file);
    Files.writeString(file, text);
    assertThat(resume(run).status()).isEqualTo(RunStatus.COMPLETED);
  }

  @ParameterizedTest
  @CsvSource({"loss, lost", "test_accuracy, test_accuracies", "lr, rl"})
  void aValueThatLacksIsRefused(String from, String to) throws IOException {
    Path run = stoppedLate();
    Path metrics = run.resolve("metrics.jsonl");
    String text = Files.readString(metrics);
    String other = text.replaceFirst("\"metric\":\"" + from, "\"metric\":\"" + to);
    assertThat(other).isNotEqualTo(text);
    Files.writeString(metrics, other);
    Path progress = run.resolve(PROGRESS);
    Files.writeString(
        progress,
        Files.readString(progress)
            .replaceFirst("metrics_bytes\" : \\d+", "metrics_bytes\" : " + other.length()));
    requireRefused(run, run.toString(), "the files were changed");
  }

  @ParameterizedTest
  @CsvSource({
    "test_subset: 50, test_subset: 40",
    "subset: 80, subset: 64",
    "width: 4, width: 8",
    "epochs: 2, epochs: 3",
    "batch: 16, batch: 8",
  })
  void otherSettingsAreRefused(String from, String to) throws IOException {
    Path run = stoppedLate();
    Path file = run.resolve("experiment.yaml");
    String text = Files.readString(file);
    edit(file, "(?m)^" + from, to);
    String key = from.substring(0, from.indexOf(':'));
    requireRefused(run, "experiment.yaml has " + key, "summary.json", "put that back");
    Files.writeString(file, text);
    assertThat(resume(run).status()).isEqualTo(RunStatus.COMPLETED);
  }

  @Test
  void anotherNumberOfTestImagesIsRefusedWithoutASummary() throws IOException {
    Path run = stoppedLate();
    Files.delete(run.resolve("summary.json"));
    edit(run.resolve("experiment.yaml"), "test_subset: 50", "test_subset: 40");
    requireRefused(run, "last.evaluation.json has 50 test images, but now there are 40");
  }

  @Test
  void aFolderWithoutARunIsRefused() {
    assertThatThrownBy(() -> RunDirectory.resume(folder))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("holds no experiment.yaml")
        .hasMessageContaining("--out");
  }

  @Test
  void aRunThatIsBeingWrittenIsRefused() {
    Path run = stopped();
    try (RunLock _ = RunLock.acquire(run)) {
      assertThat(RunLock.held(run)).isTrue();
      assertThatThrownBy(() -> resume(run))
          .isInstanceOf(InvalidArgumentException.class)
          .hasMessageContaining("another process is writing it");
    }
    assertThat(RunLock.held(run)).isFalse();
    assertThat(resume(run).status()).isEqualTo(RunStatus.COMPLETED);
  }
}
