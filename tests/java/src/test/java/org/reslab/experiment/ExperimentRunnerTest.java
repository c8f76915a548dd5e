// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reslab.CancelFlag;
import org.reslab.Device;
import org.reslab.Fixture;
import org.reslab.HandleKind;
import org.reslab.ImageDescription;
import org.reslab.InvalidArgumentException;
import org.reslab.MemorySession;
import org.reslab.NativeIoException;
import org.reslab.NativeRuntime;
import org.reslab.Network;
import org.reslab.OnBothKernels;
import org.reslab.ShapeMismatchException;
import org.reslab.SmallDisk;
import org.reslab.StepRecord;
import org.reslab.data.DatasetFiles;
import org.reslab.data.DatasetKind;
import org.reslab.data.DatasetMissingException;
import org.reslab.data.DatasetStore;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@OnBothKernels
class ExperimentRunnerTest {
  private static final JsonMapper JSON = JsonMapper.shared();

  @TempDir Path folder;
  private final CancelFlag cancel = CancelFlag.create();
  private final int threadsBefore = NativeRuntime.get().info().threads();

  /** The number of threads belongs to the process, which other tests share. */
  @AfterEach
  void restoreThreads() {
    NativeRuntime.get().setThreads(threadsBefore);
  }

  /** 80 images are batches of 32, 32 and 16. */
  private static ExperimentBuilder small() {
    return SmallRuns.base()
        .subset(80L)
        .validation(0.0)
        .training(t -> t.batch(32).epochs(2))
        .milestones(List.of(1L));
  }

  private RunDirectory directory() {
    return RunDirectory.create(folder.resolve("run"), false);
  }

  private Comparison run(Experiment experiment, ExperimentListener listener) {
    return new ExperimentRunner(experiment, directory(), listener, cancel).run();
  }

  private JsonNode json(String name) throws IOException {
    return JSON.readTree(Files.readString(folder.resolve("run").resolve(name)));
  }

  @Test
  void writesTheRunDirectory() throws IOException {
    Experiment experiment =
        small().blocks(List.of("basic", "preact")).seeds(List.of(0L, 1L)).build();
    Comparison comparison = run(experiment, new ExperimentListener() {});

    assertThat(comparison.status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(comparison.cells()).hasSize(4).allMatch(run -> run.epochs().size() == 2);
    assertThat(comparison.pairs()).hasSize(3).allMatch(pair -> pair.pairs() == 2);

    Path run = folder.resolve("run");
    assertThat(ExperimentFile.read(run.resolve("experiment.yaml")).build()).isEqualTo(experiment);
    // 3 values for each of 6 steps, 4 for each of 2 epochs, in each of 4 runs; the clock's apart
    assertThat(Files.readAllLines(run.resolve("metrics.jsonl"))).hasSize(4 * (6 * 3 + 2 * 4));
    assertThat(Files.readAllLines(run.resolve("timing.jsonl"))).hasSize(4 * 2 * 3);
    List<String> epochs = Files.readAllLines(run.resolve("epochs.csv"));
    assertThat(epochs).hasSize(1 + 4 * 2);
    assertThat(epochs.getFirst())
        .isEqualTo(
            "run,net,block,seed,epoch,train_loss,test_loss,test_accuracy,val_loss,val_accuracy,grad_norm,lr,"
                + "seconds,train_seconds,images_per_second");
    assertThat(epochs.get(1)).startsWith("tinynet-basic-s0,tinynet,basic,0,1,");

    JsonNode summary = json("summary.json");
    assertThat(summary.get("status").stringValue()).isEqualTo("completed");
    assertThat(summary.get("train_images").intValue()).isEqualTo(80);
    assertThat(summary.get("runs").get(3).get("run").stringValue()).isEqualTo("tinynet-preact-s1");
    assertThat(summary.get("blocks").get(0).get("test_accuracy").get("n").intValue()).isEqualTo(2);

    JsonNode environment = json("environment.json");
    assertThat(environment.get("reslab_version").stringValue()).isNotBlank();
    assertThat(environment.get("torch_running").stringValue()).isNotBlank();
    assertThat(environment.get("device").stringValue()).isEqualTo("cpu");
    assertThat(environment.get("threads").intValue()).isEqualTo(1);
    assertThat(environment.get("java_version").stringValue())
        .isEqualTo(Runtime.version().toString());
    assertThat(environment.get("command_line").isArray()).isTrue();
    assertThat(run.resolve("checkpoints/tinynet-basic-s0"))
        .isDirectoryContaining(file -> file.endsWith("last.safetensors"))
        .isDirectoryContaining(file -> file.endsWith("last.state.safetensors"))
        .isDirectoryNotContaining(file -> file.endsWith("best.safetensors"));
  }

  @Test
  void anEpochsLossIsThePlainMeanOverItsBatches() {
    List<StepRecord> steps = new ArrayList<>();
    Comparison comparison =
        run(
            small().training(t -> t.epochs(1)).milestones(List.of()).build(),
            new ExperimentListener() {
              @Override
              public void steps(
                  Cell cell, List<StepRecord> records, double imagesPerSecond, Duration eta) {
                steps.addAll(records);
                assertThat(imagesPerSecond).isPositive();
                assertThat(eta).isGreaterThanOrEqualTo(Duration.ZERO);
              }
            });
    assertThat(steps).extracting(StepRecord::images).containsExactly(32L, 32L, 16L);
    EpochResult epoch = comparison.cells().getFirst().epochs().getFirst();
    assertThat(epoch.trainLoss())
        .isEqualTo(
            steps.stream().mapToDouble(StepRecord::loss).average().orElseThrow(), within(1e-12));
    assertThat(epoch.gradNorm())
        .isEqualTo(
            steps.stream().mapToDouble(StepRecord::gradNorm).average().orElseThrow(),
            within(1e-12));
    assertThat(epoch.lr()).isEqualTo(0.1);
  }

  @Test
  void theSameExperimentGivesTheSameNumbers() {
    Experiment experiment = small().build();
    List<EpochResult> first =
        run(experiment, new ExperimentListener() {}).cells().getFirst().epochs();
    RunDirectory other = RunDirectory.create(folder.resolve("other"), false);
    List<EpochResult> second =
        new ExperimentRunner(experiment, other, new ExperimentListener() {}, cancel)
            .run()
            .cells()
            .getFirst()
            .epochs();
    assertThat(second).extracting(EpochResult::trainLoss).isEqualTo(losses(first));
    assertThat(second.getLast().testLoss()).isEqualTo(first.getLast().testLoss());
  }

  private static List<Double> losses(List<EpochResult> epochs) {
    return epochs.stream().map(EpochResult::trainLoss).toList();
  }

  @Test
  void theBestCheckpointChangesOnlyWhenTheAccuracyRises() {
    Experiment experiment =
        small()
            .protocol(Protocol.NOTEBOOK)
            .training(t -> t.epochs(6))
            .milestones(List.of())
            .build();
    Cell only = experiment.cells().getFirst();
    RunDirectory directory = directory();
    List<byte[]> saved = new ArrayList<>();
    ExperimentListener listener =
        new ExperimentListener() {
          @Override
          public void epochFinished(Cell cell, EpochResult result) {
            saved.add(read(directory.bestCheckpoint(cell)));
          }
        };
    List<EpochResult> epochs =
        new ExperimentRunner(experiment, directory, listener, cancel)
            .run()
            .cells()
            .getFirst()
            .epochs();
    double best = epochs.getFirst().testAccuracy();
    for (int i = 1; i < epochs.size(); i++) {
      double accuracy = epochs.get(i).testAccuracy();
      assertThat(Arrays.equals(saved.get(i), saved.get(i - 1)))
          .as("epoch %d: accuracy %s after at most %s", i + 1, accuracy, best)
          .isEqualTo(accuracy <= best);
      best = Math.max(best, accuracy);
    }
    assertThat(accuracyOf(experiment, directory.bestCheckpoint(only))).isEqualTo(best);
  }

  private static double accuracyOf(Experiment experiment, Path checkpoint) {
    DatasetFiles files =
        new DatasetStore(DatasetStore.defaultDirectory())
            .locate(DatasetKind.CIFAR10, Fixture.cifarFolder());
    try (MemorySession session = MemorySession.open()) {
      Network network =
          session.network(
              experiment.networkSpec(experiment.cells().getFirst(), ImageDescription.CIFAR10, 10),
              Device.CPU);
      network.load(checkpoint);
      return network
          .evaluate(session.openCifar(DatasetKind.CIFAR10.format(), files.test(), 50))
          .accuracy();
    }
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aLimitOnStepsEndsTheRunWithAnEvaluation() {
    Comparison comparison = run(small().maxSteps(4L).build(), new ExperimentListener() {});
    CellResult result = comparison.cells().getFirst();
    assertThat(result.status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(result.epochs()).extracting(EpochResult::step).containsExactly(3L, 4L);
  }

  @Test
  void syntheticDataNeedsNoFiles() {
    Comparison comparison =
        run(small().data(DatasetKind.SYNTHETIC).dataDir(null).build(), new ExperimentListener() {});
    assertThat(comparison.data().train()).isEqualTo(80);
    assertThat(comparison.data().test()).isEqualTo(50);
    assertThat(comparison.status()).isEqualTo(RunStatus.COMPLETED);
  }

  @Test
  void theWholeGridIsEstimatedOnceFromTheFirstRun() {
    List<Duration> estimates = new ArrayList<>();
    List<String> started = new ArrayList<>();
    run(
        small().blocks(List.of("basic", "preact")).training(t -> t.batch(8)).build(),
        new ExperimentListener() {
          @Override
          public void cellStarted(Cell cell, CellPlan plan) {
            started.add("%d/%d %s".formatted(plan.index(), plan.cells(), cell.id()));
            assertThat(plan.steps()).isEqualTo(20);
            assertThat(plan.stepsPerEpoch()).isEqualTo(10);
          }

          @Override
          public void estimate(Duration total, int cells) {
            assertThat(started).hasSize(1);
            assertThat(cells).isEqualTo(2);
            estimates.add(total);
          }
        });
    assertThat(estimates).singleElement().matches(total -> total.isPositive());
    assertThat(started).containsExactly("1/2 tinynet-basic-s0", "2/2 tinynet-preact-s0");
  }

  @Test
  void weightsThatOverflowInTheLastStepAreADivergenceWithoutACheckpoint() {
    Comparison comparison =
        run(small().training(t -> t.lr(1e36)).maxSteps(1L).build(), new ExperimentListener() {});
    CellResult only = comparison.cells().getFirst();
    assertThat(only.status()).isEqualTo(RunStatus.DIVERGED);
    assertThat(only.message()).contains("logits overflow", "smaller learning rate");
    assertThat(only.epochs()).isEmpty();
    assertThat(folder.resolve("run/checkpoints/tinynet-basic-s0/best.safetensors")).doesNotExist();
    assertThat(folder.resolve("run/checkpoints/tinynet-basic-s0/last.safetensors")).doesNotExist();
  }

  @Test
  void aDivergedRunDoesNotEndTheExperiment() throws IOException {
    Comparison comparison =
        run(
            small().training(t -> t.lr(1e30)).seeds(List.of(0L, 1L)).build(),
            new ExperimentListener() {});
    assertThat(comparison.status()).isEqualTo(RunStatus.DIVERGED);
    assertThat(comparison.cells())
        .hasSize(2)
        .allSatisfy(run -> {
          assertThat(run.status()).isEqualTo(RunStatus.DIVERGED);
          assertThat(run.message()).contains("step").contains("1e+30");
        });
    assertThat(json("summary.json").get("status").stringValue()).isEqualTo("diverged");
    assertThat(Files.readString(folder.resolve("run/metrics.jsonl"))).contains("\"value\":null");
  }

  @Test
  void cancellingKeepsWhatWasMeasured() throws IOException {
    Comparison comparison =
        run(
            small().seeds(List.of(0L, 1L)).build(),
            new ExperimentListener() {
              @Override
              public void epochFinished(Cell cell, EpochResult result) {
                cancel.cancel();
              }
            });
    assertThat(comparison.status()).isEqualTo(RunStatus.CANCELLED);
    CellResult only = comparison.cells().getFirst();
    assertThat(comparison.cells()).hasSize(1);
    assertThat(only.epochs()).hasSize(1);
    assertThat(only.message()).matches("cancelled after step \\d of 6");
    assertThat(json("summary.json").get("status").stringValue()).isEqualTo("cancelled");
    assertThat(Files.readAllLines(folder.resolve("run/epochs.csv"))).hasSize(2);
    assertThat(folder.resolve("run/checkpoints/tinynet-basic-s0/last.state.safetensors")).exists();
  }

  @Test
  void cancellingDuringAnEvaluationIsNoError() {
    Comparison comparison =
        run(
            small().testBatch(10).build(),
            new ExperimentListener() {
              @Override
              public void evaluating(Cell cell, long done, long total) {
                cancel.cancel();
              }
            });
    assertThat(comparison.status()).isEqualTo(RunStatus.CANCELLED);
  }

  @Test
  void anErrorIsThrownAndTheSummarySaysFailed() throws IOException {
    ExperimentListener broken =
        new ExperimentListener() {
          @Override
          public void epochFinished(Cell cell, EpochResult result) {
            throw new IllegalStateException("no more paper");
          }
        };
    assertThatThrownBy(() -> run(small().build(), broken))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no more paper");
    JsonNode summary = json("summary.json");
    assertThat(summary.get("status").stringValue()).isEqualTo("failed");
    assertThat(summary.get("runs").get(0).get("message").stringValue()).isEqualTo("no more paper");
    assertThat(summary.get("runs").get(0).get("epochs").size()).isEqualTo(1);
  }

  @Test
  void aKilledProcessLeavesASummaryOfWhatItMeasured() {
    List<JsonNode> summaries = new ArrayList<>();
    ExperimentListener listener =
        new ExperimentListener() {
          @Override
          public void cellStarted(Cell cell, CellPlan plan) {
            look();
          }

          @Override
          public void epochFinished(Cell cell, EpochResult result) {
            look();
          }

          private void look() {
            summaries.add(JSON.readTree(read(folder.resolve("run/summary.json"))));
          }
        };
    run(small().seeds(List.of(0L, 1L)).build(), listener);
    // Each run: its beginning and its two epochs.
    assertThat(summaries)
        .hasSize(6)
        .allMatch(summary -> summary.get("status").stringValue().equals("running"));
    assertThat(summaries).extracting(s -> s.get("runs").size()).containsExactly(0, 1, 1, 1, 2, 2);
    JsonNode first = summaries.get(1).get("runs").get(0);
    assertThat(first.get("status").stringValue()).isEqualTo("running");
    assertThat(first.get("epochs").size()).isEqualTo(1);
    // Nothing counts a run that is under way.
    assertThat(summaries.get(2).get("blocks").get(0).get("test_accuracy").get("n").intValue())
        .isZero();
    JsonNode second = summaries.get(4).get("runs");
    assertThat(second.get(0).get("status").stringValue()).isEqualTo("completed");
    assertThat(second.get(1).get("status").stringValue()).isEqualTo("running");
  }

  @Test
  void aDiskThatFillsUpEndsTheRunWithWholeLines() throws Exception {
    try (SmallDisk disk = SmallDisk.in(folder)) {
      Path run = disk.folder().resolve("run");
      RunDirectory directory = RunDirectory.create(run, false);
      Experiment experiment = small().training(t -> t.epochs(50)).milestones(List.of()).build();
      ExperimentRunner runner =
          new ExperimentRunner(experiment, directory, new ExperimentListener() {}, cancel);
      assertThatThrownBy(runner::run)
          .isInstanceOf(NativeIoException.class)
          .hasMessageContainingAll(run.toString(), "No space left on device");
      JsonNode summary = JSON.readTree(read(directory.summaryFile()));
      assertThat(summary.get("status").stringValue()).isIn("failed", "running");
      assertThat(ExperimentFile.read(directory.experimentFile()).build()).isEqualTo(experiment);
      try (Stream<Path> files = Files.walk(run)) {
        assertThat(files).noneMatch(file -> file.getFileName().toString().contains("tmp"));
      }
    }
  }

  @Test
  void aNetworkThatCannotBeBuiltIsFoundBeforeAnyTraining() {
    List<Cell> started = new ArrayList<>();
    ExperimentListener listener =
        new ExperimentListener() {
          @Override
          public void cellStarted(Cell cell, CellPlan plan) {
            started.add(cell);
          }
        };
    Experiment experiment = small().blocks(List.of("basic", "toy")).build();
    assertThatThrownBy(() -> run(experiment, listener)).isInstanceOf(ShapeMismatchException.class);
    assertThat(started).isEmpty();
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void missingDataIsFoundBeforeAnythingIsWritten() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThatThrownBy(() -> run(small().dataDir(empty).build(), new ExperimentListener() {}))
        .isInstanceOf(DatasetMissingException.class);
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void aSubsetLargerThanTheDataIsRefused() {
    assertThatThrownBy(() -> run(small().subset(100_000L).build(), new ExperimentListener() {}))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContainingAll("100000", "200");
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void overwritingDeletesTheEarlierRunAndNothingElse() throws IOException {
    run(small().maxSteps(1L).seeds(List.of(7L)).build(), new ExperimentListener() {});
    Path path = folder.resolve("run");
    Files.writeString(path.resolve("notes.txt"), "mine");
    RunDirectory again = RunDirectory.create(path, true);
    new ExperimentRunner(small().maxSteps(1L).build(), again, new ExperimentListener() {}, cancel)
        .run();
    assertThat(path.resolve("notes.txt")).exists();
    assertThat(path.resolve("checkpoints/tinynet-basic-s7")).doesNotExist();
    assertThat(path.resolve("checkpoints/tinynet-basic-s0/last.safetensors")).exists();
    assertThat(Files.readAllLines(path.resolve("metrics.jsonl"))).hasSize(3 + 4);
  }

  @Test
  void nothingStaysAlive() {
    run(small().maxSteps(1L).build(), new ExperimentListener() {});
    for (HandleKind kind : HandleKind.values()) {
      assertThat(NativeRuntime.get().liveHandles(kind)).as(kind.name()).isZero();
    }
  }
}
