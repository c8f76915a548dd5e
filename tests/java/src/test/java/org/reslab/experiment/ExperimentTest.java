// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.reslab.Block;
import org.reslab.ImageDescription;
import org.reslab.InvalidArgumentException;
import org.reslab.Schedule;

class ExperimentTest {
  private static Experiment of(Protocol protocol, long epochs) {
    return Samples.experiment(
        protocol, List.of("tinynet"), List.of("plain-valid", "basic"), List.of(0L), epochs);
  }

  @Test
  void defaultsAreTheNotebooksSettings() {
    Experiment experiment = Experiment.builder().build();
    assertThat(experiment.nets()).containsExactly("tinynet");
    assertThat(experiment.blocks())
        .extracting(Block::name)
        .containsExactly("plain", "basic", "preact");
    assertThat(experiment.toMap())
        .containsEntry("epochs", 5L)
        .containsEntry("batch", 128L)
        .containsEntry("test_batch", 256L)
        .containsEntry("lr", 0.1)
        .containsEntry("momentum", 0.9)
        .containsEntry("weight_decay", 5e-4)
        .containsEntry("milestones", List.of(3L, 4L))
        .doesNotContainKeys("max_steps", "subset", "define", "threads", "final_norm");
    assertThat(experiment.warnings()).isEmpty();
  }

  @Test
  void quickIsOneEpochOnASubset() {
    Experiment experiment = Experiment.quick();
    assertThat(experiment.training().epochs()).isEqualTo(1);
    assertThat(experiment.subset()).isEqualTo(5120);
    assertThat(experiment.testSubset()).isEqualTo(1000);
  }

  @Test
  void notebookComparesTheBlocksThatItRan() {
    assertThat(Experiment.builder().protocol(Protocol.NOTEBOOK).build().blocks())
        .extracting(Block::name)
        .containsExactly("plain-valid", "basic", "preact-noskip");
  }

  @Test
  void aMilestoneAtZeroIsDroppedWithAWarning() {
    Experiment experiment = of(Protocol.DEFAULT, 1);
    assertThat(experiment.trainingConfig(0).schedule())
        .isEqualTo(new Schedule.MultiStep(List.of(), 0.1));
    assertThat(experiment.warnings())
        .singleElement()
        .asString()
        .contains("milestone at epoch 0 is dropped", "--protocol notebook keeps it");
    assertThat(experiment.toMap()).containsEntry("milestones", List.of());
  }

  @Test
  void theNotebookProtocolKeepsAMilestoneAtZero() {
    Experiment experiment = of(Protocol.NOTEBOOK, 1);
    assertThat(experiment.trainingConfig(0).schedule())
        .isEqualTo(new Schedule.MultiStep(List.of(0L, 0L), 0.1));
    assertThat(experiment.warnings()).isEmpty();
    assertThat(experiment.toMap()).containsEntry("milestones", List.of(0L, 0L));
  }

  @Test
  void warnsOfMilestonesAfterTheEnd() {
    Experiment experiment =
        Experiment.builder().training(t -> t.epochs(5)).milestones(List.of(2L, 5L, 9L)).build();
    assertThat(experiment.warnings())
        .singleElement()
        .asString()
        .contains("milestones [5, 9]", "epochs 5");
  }

  @Test
  void saysWhatKeepsTheNotebooksValuesFromBeingComparable() {
    assertThat(Experiment.builder().protocol(Protocol.NOTEBOOK).training(t -> t.epochs(1)).build())
        .extracting(Experiment::notebookDifferences)
        .isEqualTo(List.of());
    assertThat(
            Experiment.builder()
                .protocol(Protocol.NOTEBOOK)
                .training(t -> t.epochs(2))
                .subset(512L)
                .build()
                .notebookDifferences())
        .contains("epochs 2 instead of 1", "subset 512");
  }

  @Test
  void cellsGoNetByNetBlockByBlockSeedBySeed() {
    Experiment experiment =
        Samples.experiment(
            Protocol.DEFAULT, List.of("n1", "n2"), List.of("a", "b"), List.of(0L, 1L), 5);
    assertThat(experiment.cells())
        .extracting(Cell::id)
        .containsExactly(
            "n1-a-s0", "n1-a-s1", "n1-b-s0", "n1-b-s1", "n2-a-s0", "n2-a-s1", "n2-b-s0", "n2-b-s1");
    assertThat(
            experiment.networkSpec(experiment.cells().get(1), ImageDescription.CIFAR10, 10).seed())
        .isEqualTo(1);
    assertThat(experiment.trainingConfig(1).seed()).isEqualTo(1);
  }

  @Test
  void definedBlocksAreUsedByName() {
    Experiment experiment =
        Experiment.builder().define("mine", "basic[norm=gn]").blocks(List.of("mine")).build();
    assertThat(experiment.blocks())
        .singleElement()
        .satisfies(block -> {
          assertThat(block.name()).isEqualTo("mine");
          assertThat(block.spec()).isEqualTo(Block.of("basic[norm=gn]").spec());
        });
  }

  @Test
  void theDataFolderBecomesAbsolute() {
    assertThat(Experiment.builder().dataDir(Path.of("some", "..", "data")).build().dataDir())
        .isEqualTo(Path.of("data").toAbsolutePath());
  }

  @Test
  void refusesAGridThatNamesARunTwice() {
    assertThatThrownBy(() -> Experiment.builder().blocks(List.of("basic", "basic")).build())
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessage("blocks: found 'basic' twice, expected each at most once");
    assertThatThrownBy(() -> Experiment.builder().seeds(List.of(1L, 1L)).build())
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("seeds: found '1' twice");
  }

  @Test
  void refusesNumbersOutOfRange() {
    assertThatThrownBy(() -> Experiment.builder().training(t -> t.epochs(0)).build())
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("epochs");
    assertThatThrownBy(() -> Experiment.builder().subset(-1L).build())
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessage("subset is -1, expected a whole number of at least 1");
    assertThatThrownBy(() -> Experiment.builder().seeds(List.of(-1L)).build())
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("seeds is -1");
    assertThatThrownBy(() -> Experiment.builder().training(t -> t.lr(Double.NaN)).build())
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("lr");
    assertThatThrownBy(() -> Experiment.builder().milestones(List.of(3L, 2L)).build())
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("milestones");
    assertThatThrownBy(() -> Experiment.builder().width(-4).build())
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("width");
  }

  @Test
  void refusesMilestonesOfAScheduleThatHasNone() {
    assertThatThrownBy(
            () -> Experiment.builder().schedule("cosine").milestones(List.of(2L)).build())
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("milestones: has no meaning with schedule 'cosine'");
    assertThatThrownBy(() -> Experiment.builder().schedule("linear"))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("found 'linear', expected one of constant, multistep, cosine");
  }
}
