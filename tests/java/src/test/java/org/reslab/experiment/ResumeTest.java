// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reslab.CancelFlag;
import org.reslab.InvalidArgumentException;
import org.reslab.NativeRuntime;
import org.reslab.OnBothKernels;
import org.reslab.StepRecord;

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
    Experiment experiment = SmallRuns.interruptible().build();
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
    Experiment experiment = SmallRuns.interruptible().testBatch(2).build();
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
    Experiment experiment = SmallRuns.interruptible().checkpointEvery(2L).build();
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
    Experiment experiment =
        SmallRuns.interruptible().training(t -> t.lr(1e30)).maxSteps(5L).build();
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
    Experiment experiment = SmallRuns.interruptible().build();
    Path run = undisturbed(experiment);
    Map<String, byte[]> before = content(run);
    Comparison comparison = goingOn(run, failingAfter(0), CancelFlag.create()).run();
    assertThat(comparison.status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(comparison.cells()).hasSize(2);
    assertThat(comparison.blocks().getFirst().testAccuracy().mean()).isBetween(0.0, 1.0);
    assertThat(comparison.cells()).allMatch(cell -> cell.scores() != null);
    content(run).forEach((name, bytes) -> assertThat(bytes).as(name).isEqualTo(before.get(name)));
  }

  private Path stopped() {
    Path run = folder.resolve("run");
    CancelFlag cancel = CancelFlag.create();
    begin(SmallRuns.interruptible().build(), run, new CancelAfter(cancel, 6, false), cancel);
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
    Experiment experiment = SmallRuns.interruptible().threads(null).build();
    begin(experiment, run, new CancelAfter(cancel, 1, false), cancel);
    NativeRuntime.get().setThreads(1);
    resume(run);
    assertThat(NativeRuntime.get().info().threads()).isEqualTo(2);
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
