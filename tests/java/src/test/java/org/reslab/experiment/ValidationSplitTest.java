// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reslab.CancelFlag;
import org.reslab.Dataset;
import org.reslab.Device;
import org.reslab.InvalidArgumentException;
import org.reslab.MemorySession;
import org.reslab.Network;
import org.reslab.PredictionScores;
import org.reslab.data.FetchProgress;
import org.reslab.data.StratifiedSplit;
import org.reslab.files.Json;
import org.reslab.stats.Interval;
import org.reslab.store.StoredRun;

class ValidationSplitTest {
  @TempDir Path folder;

  private static ExperimentBuilder small() {
    return SmallRuns.base().training(t -> t.batch(64).epochs(4));
  }

  private Comparison run(Experiment experiment) {
    RunDirectory directory = RunDirectory.create(folder.resolve("run"), false);
    return new ExperimentRunner(
            experiment, directory, new ExperimentListener() {}, CancelFlag.create())
        .run();
  }

  private Path checkpoint(String name) {
    return folder.resolve("run/checkpoints/tinynet-basic-s0").resolve(name);
  }

  @Test
  void eachClassGivesItsShareWhateverTheSeedOfTheTraining() {
    long[] labels = new long[200];
    Arrays.setAll(labels, i -> i % 3 == 0 ? 0 : i % 3 == 1 ? 1 : 7);
    StratifiedSplit split = StratifiedSplit.of(labels, 0.1, 0);
    assertThat(split.taken()).hasSize(21).isSorted();
    assertThat(split.kept()).hasSize(179).isSorted().doesNotContain(split.taken());
    for (long label : new long[] {0, 1, 7}) {
      assertThat(Arrays.stream(split.taken()).filter(i -> labels[(int) i] == label).count())
          .isEqualTo(7);
    }
    assertThat(StratifiedSplit.of(labels, 0.1, 0).taken()).isEqualTo(split.taken());
    assertThat(StratifiedSplit.of(labels, 0.1, 1).taken()).isNotEqualTo(split.taken());
  }

  @Test
  void aClassOfOneImageStaysInTheTrainingSet() {
    StratifiedSplit split = StratifiedSplit.of(new long[] {0, 0, 1}, 0.9, 0);
    assertThat(split.taken()).hasSize(1);
    assertThat(split.kept()).contains(2);
    assertThatThrownBy(() -> StratifiedSplit.of(new long[] {0, 1}, 0.5, 0))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContainingAll("2 images in 2 classes", "--val 0");
  }

  @Test
  void bestIsChosenOnImagesThatAreNeitherTrainedOnNorReportedOn() throws IOException {
    Experiment experiment = small().validation(0.2).build();
    CellResult cell = run(experiment).cells().getFirst();
    assertThat(cell.epochs())
        .allSatisfy(epoch -> assertThat(epoch.valAccuracy()).isBetween(0.0, 1.0));
    EpochResult best = Objects.requireNonNull(cell.best(BestOn.VALIDATION));
    assertThat(cell.epochs())
        .allMatch(epoch ->
            Objects.requireNonNull(epoch.valAccuracy())
                <= Objects.requireNonNull(best.valAccuracy()));
    try (MemorySession session = MemorySession.open()) {
      ExperimentData data =
          ExperimentData.open(session, experiment, FetchProgress.NONE, CancelFlag.create());
      Dataset validation = Objects.requireNonNull(data.validation());
      assertThat(data.train().images() + validation.images()).isEqualTo(200);
      assertThat(validation.images()).isBetween(38L, 42L);
      Network network =
          session.network(
              experiment.networkSpec(experiment.cells().getFirst(), data.images(), 10), Device.CPU);
      network.load(checkpoint("best.safetensors"));
      assertThat(network.evaluate(validation).accuracy()).isEqualTo(best.valAccuracy());
      assertThat(network.evaluate(data.test()).accuracy()).isEqualTo(best.testAccuracy());
    }
    assertThat(folder.resolve("run/summary.json"))
        .content()
        .contains("\"chosen_on\" : \"validation images\"", "\"val_images\"");
    assertThat(Files.readString(folder.resolve("run/metrics.jsonl")))
        .contains("\"val_loss\"", "\"val_accuracy\"");
    StoredRun stored = StoredRun.open(folder.resolve("run"));
    assertThat(stored.problems()).isEmpty();
    assertThat(stored.cells().getFirst().epochs()).isEqualTo(cell.epochs());
  }

  @Test
  void scoresAreThoseOfTheLastWeightsInAllFiles() throws IOException {
    Experiment experiment = small().validation(0.2).build();
    Comparison comparison = run(experiment);
    CellResult cell = comparison.cells().getFirst();
    FinalScores scores = Objects.requireNonNull(cell.scores());
    try (MemorySession session = MemorySession.open()) {
      ExperimentData data =
          ExperimentData.open(session, experiment, FetchProgress.NONE, CancelFlag.create());
      Network network =
          session.network(
              experiment.networkSpec(experiment.cells().getFirst(), data.images(), 10), Device.CPU);
      network.load(checkpoint("last.safetensors"));
      int batch = Math.toIntExact(experiment.testBatch());
      assertThat(new PredictionScores(scores.testTop5Accuracy(), scores.testCalibrationError()))
          .isEqualTo(network.logits(data.test(), batch, CancelFlag.create()).scores());
      Dataset validation = Objects.requireNonNull(data.validation());
      assertThat(
              new PredictionScores(
                  Objects.requireNonNull(scores.valTop5Accuracy()),
                  Objects.requireNonNull(scores.valCalibrationError())))
          .isEqualTo(network.logits(validation, batch, CancelFlag.create()).scores());
    }
    assertThat(comparison.blocks().getFirst().scores())
        .containsOnlyKeys(ScoreMetric.labels())
        .containsEntry(
            "val_calibration_error",
            new Interval(
                Objects.requireNonNull(scores.valCalibrationError()), Double.NaN, Double.NaN, 1));
    Path run = folder.resolve("run");
    String expected = Json.line(Map.of("scores", scores)).replaceFirst("^\\{(.*)}$", "$1");
    assertThat(compact(run.resolve("summary.json")))
        .contains(expected)
        .contains("\"scores\":{\"test_top5_accuracy\":{\"mean\":");
    assertThat(compact(checkpoint("last.evaluation.json"))).contains(expected);
    assertThat(Files.readString(run.resolve("metrics.jsonl")))
        .doesNotContain("top5", "calibration");
    assertThat(Objects.requireNonNull(StoredRun.open(run).comparison()).blocks())
        .isEqualTo(comparison.blocks());
  }

  private static String compact(Path file) throws IOException {
    return Json.line(Json.parseObject(Files.readString(file)));
  }

  @Test
  void withoutValidationImagesThereIsALastEpochAndNoBestOne() throws IOException {
    Comparison comparison = run(small().validation(0.0).build());
    assertThat(comparison.cells().getFirst().epochs())
        .allMatch(epoch -> epoch.valLoss() == null && epoch.valAccuracy() == null);
    assertThat(comparison.data().train()).isEqualTo(200);
    assertThat(comparison.data().validation()).isZero();
    assertThat(checkpoint("last.safetensors")).exists();
    assertThat(checkpoint("best.safetensors")).doesNotExist();
    assertThat(Files.readString(folder.resolve("run/summary.json"))).doesNotContain("\"best\"");
  }

  @Test
  void theNotebookChoosesOnTheTestImagesAndSaysSo() {
    Experiment experiment = small().protocol(Protocol.NOTEBOOK).blocks(List.of("basic")).build();
    assertThat(experiment.validation()).isZero();
    CellResult cell = run(experiment).cells().getFirst();
    double best = cell.epochs().stream().mapToDouble(EpochResult::testAccuracy).max().orElseThrow();
    assertThat(Objects.requireNonNull(cell.best(BestOn.TEST)).testAccuracy()).isEqualTo(best);
    assertThat(checkpoint("best.safetensors")).exists();
    assertThat(folder.resolve("run/summary.json"))
        .content()
        .contains("\"chosen_on\" : \"test images\"");
  }

  @Test
  void patienceEndsACellThatNoLongerGetsBetter() {
    // A learning rate of 0 changes nothing, so that the first epoch stays the best one.
    Experiment experiment =
        small().training(t -> t.epochs(9).lr(0)).schedule("constant").patience(2L).build();
    CellResult cell = run(experiment).cells().getFirst();
    assertThat(cell.status()).isEqualTo(RunStatus.COMPLETED);
    EpochResult best = Objects.requireNonNull(cell.best(BestOn.VALIDATION));
    assertThat(cell.epochs()).hasSize(Math.toIntExact(best.epoch() + 2));
    assertThat(cell.message()).startsWith("stopped early after epoch " + (best.epoch() + 2));

    RunDirectory again = RunDirectory.resume(folder.resolve("run"));
    Comparison resumed =
        new ExperimentRunner(
                again.experiment(), again, new ExperimentListener() {}, CancelFlag.create())
            .run();
    assertThat(resumed.cells().getFirst().epochs()).hasSameSizeAs(cell.epochs());
    assertThat(resumed.status()).isEqualTo(RunStatus.COMPLETED);
  }

  @Test
  void settingsThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> small().validation(1.0).build())
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessage("val is 1.0, expected a share of 0 or more and below 1");
    assertThatThrownBy(() -> small().validation(0.0).patience(3L).build())
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContainingAll("patience", "no validation images");
  }
}
