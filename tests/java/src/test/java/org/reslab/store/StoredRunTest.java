// SPDX-License-Identifier: Apache-2.0
package org.reslab.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reslab.CancelFlag;
import org.reslab.Device;
import org.reslab.Fixture;
import org.reslab.InvalidArgumentException;
import org.reslab.OnBothKernels;
import org.reslab.experiment.Comparison;
import org.reslab.experiment.Experiment;
import org.reslab.experiment.ExperimentListener;
import org.reslab.experiment.ExperimentRunner;
import org.reslab.experiment.RunDirectory;
import org.reslab.experiment.RunStatus;
import org.reslab.experiment.TestPredictions;

/** Directories as a reader finds them. */
@OnBothKernels
class StoredRunTest {
  @TempDir Path folder;

  private Comparison train() {
    Experiment experiment =
        Experiment.builder()
            .blocks(List.of("plain", "basic"))
            .seeds(List.of(0L, 1L))
            .width(4)
            .layers(List.of(1L, 1L, 1L))
            .dataDir(Fixture.cifarFolder())
            .subset(48L)
            .testSubset(50L)
            .training(t -> t.batch(16).epochs(2))
            .diagnoseEvery(2L)
            .device(Device.CPU)
            .threads(1)
            .build();
    RunDirectory directory = RunDirectory.create(folder.resolve("run"), false);
    return new ExperimentRunner(
            experiment, directory, new ExperimentListener() {}, CancelFlag.create())
        .run();
  }

  private StoredRun open() {
    return StoredRun.open(folder.resolve("run"));
  }

  @Test
  void readsBackWhatTrainingWrote() {
    Comparison comparison = train();
    StoredRun run = open();
    assertThat(run.problems()).isEmpty();
    assertThat(run.kind()).isEqualTo(StoredRun.Kind.TRAINING);
    assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(run.name()).isEqualTo("run");
    assertThat(run.started()).startsWith("20");
    assertThat(run.experiment()).isEqualTo(comparison.experiment());
    Comparison recomputed = Objects.requireNonNull(run.comparison());
    assertThat(recomputed.cells()).isEqualTo(comparison.cells());
    assertThat(recomputed.blocks()).isEqualTo(comparison.blocks());
    assertThat(recomputed.pairs()).isEqualTo(comparison.pairs());
    assertThat(recomputed.data().test()).isEqualTo(50);

    assertThat(run.cells()).hasSize(4);
    StoredCell cell = run.cells().getFirst();
    assertThat(cell.id()).isEqualTo("tinynet-plain-s0");
    assertThat(cell.steps().step()).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(cell.steps().epoch()).containsExactly(1, 1, 1, 2, 2, 2);
    assertThat(cell.steps().loss()).hasSize(6).doesNotContain(Double.NaN);
    assertThat(cell.epochs()).hasSize(2).allMatch(epoch -> epoch.seconds() > 0);
    assertThat(cell.diagnoses()).containsKeys("gradient_norm", "acsm/head.0");
    assertThat(cell.diagnoses().get("gradient_norm")).containsOnlyKeys(0L, 2L);
    assertThat(cell.histograms()).hasSize(6).allMatch(row -> row.counts().length == 96);
    TestPredictions predictions = Objects.requireNonNull(cell.evaluation());
    assertThat(predictions.classes()).hasSize(10).contains("airplane");
    long images = 0;
    long right = 0;
    for (int i = 0; i < 10; i++) {
      right += predictions.confusion()[i][i];
      for (long count : predictions.confusion()[i]) {
        images += count;
      }
    }
    assertThat(images).isEqualTo(50);
    assertThat(right / 50.0).isEqualTo(cell.epochs().getLast().testAccuracy());
    assertThat(predictions.mistakes())
        .isNotEmpty()
        .isSortedAccordingTo((a, b) -> Double.compare(b.probability(), a.probability()))
        .allMatch(mistake -> mistake.png()[1] == 'P');
  }

  @Test
  void aRunWithoutItsProcessIsInterrupted() throws IOException {
    train();
    Path summary = folder.resolve("run/summary.json");
    Files.writeString(
        summary, Files.readString(summary).replaceFirst("\"completed\"", "\"running\""));
    assertThat(open().status()).isEqualTo(RunStatus.INTERRUPTED);
  }

  @Test
  void whatIsMissingOrDamagedIsSaid() throws IOException {
    train();
    Path run = folder.resolve("run");
    Path metrics = run.resolve("metrics.jsonl");
    List<String> lines = Files.readAllLines(metrics);
    lines.set(1, "{\"run\":");
    lines.replaceAll(line ->
        line.replaceFirst("(plain-s0.*\"step\":3,\"metric\":\"loss\",\"value\":)[^}]*", "$1null"));
    Files.writeString(metrics, String.join("\n", lines) + "\n{\"run\":\"tinynet-pla");
    Files.writeString(run.resolve("summary.json"), "{");
    Files.delete(run.resolve("timing.jsonl"));
    Files.writeString(run.resolve("environment.json"), "[]");
    Files.writeString(
        run.resolve("checkpoints/tinynet-plain-s0/last.evaluation.json"), "{\"classes\": 3}");
    StoredRun found = open();
    assertThat(found.problems())
        .anyMatch(problem -> problem.contains("metrics.jsonl line 2 is damaged"))
        .anyMatch(problem -> problem.contains("summary.json is damaged"))
        .anyMatch(problem -> problem.contains("timing.jsonl is missing"))
        .anyMatch(problem -> problem.contains("environment.json is damaged"))
        .anyMatch(problem -> problem.contains("tinynet-plain-s0/last.evaluation.json is damaged"))
        .hasSize(5);
    assertThat(found.cells()).hasSize(4);
    assertThat(found.cells().getFirst().steps().loss()).hasSize(6).contains(Double.NaN);
    assertThat(found.cells().getFirst().evaluation()).isNull();
    assertThat(found.cells().getFirst().epochs()).allMatch(e -> Double.isNaN(e.seconds()));
  }

  @Test
  void settingsOfAnotherVersionLeaveTheMeasurements() throws IOException {
    train();
    Path file = folder.resolve("run/experiment.yaml");
    Files.writeString(file, Files.readString(file) + "quantum: true\n");
    StoredRun run = open();
    assertThat(run.experiment()).isNull();
    assertThat(run.comparison()).isNull();
    assertThat(run.problems()).singleElement().asString().contains("quantum");
    assertThat(run.cells()).hasSize(4).allMatch(cell -> cell.epochs().size() == 2);
  }

  @Test
  void aDirectoryThatHasJustBegunIsReadable() throws IOException {
    train();
    Path run = folder.resolve("run");
    for (String name : List.of("metrics.jsonl", "timing.jsonl", "summary.json", "epochs.csv")) {
      Files.delete(run.resolve(name));
    }
    StoredRun found = open();
    assertThat(found.status()).isEqualTo(RunStatus.INTERRUPTED);
    assertThat(found.cells()).isEmpty();
    assertThat(found.problems()).hasSize(3);
  }

  @Test
  void otherFoldersAreRefused() {
    assertThatThrownBy(() -> StoredRun.open(folder))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("is no run directory");
    assertThatThrownBy(() -> StoredRun.open(folder.resolve("none")))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("found no such folder");
  }
}
