// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.reslab.Augmentation;
import org.reslab.Block;
import org.reslab.DataPlacement;
import org.reslab.Device;
import org.reslab.Init;
import org.reslab.InvalidArgumentException;
import org.reslab.NativeIoException;
import org.reslab.Precision;
import org.reslab.Schedule;
import org.reslab.StepMode;
import org.reslab.data.DataSource;
import org.reslab.data.DatasetKind;

class ExperimentFileTest {
  @TempDir Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("experiment.yaml"), text);
  }

  @Test
  void readsEveryKey() throws IOException {
    Experiment experiment =
        ExperimentFile.read(
                file(
                    """
                    # all keys
                    protocol: default
                    nets: [tinynet, resnet-20]
                    define:
                      mine: "basic[norm=gn]"
                    blocks:
                      - basic
                      - mine
                    seeds: [7, 0..2]
                    epochs: 4
                    max_steps: 10
                    batch: 64
                    test_batch: 100
                    lr: 5e-2
                    momentum: .8
                    weight_decay: 0
                    nesterov: true
                    schedule: multistep
                    milestones: [1, 3]
                    gamma: 0.5
                    warmup_epochs: 0.5
                    label_smoothing: 0.1
                    data: synthetic
                    data_dir: /somewhere
                    subset: 256
                    test_subset: 128
                    shuffle: false
                    augment: false
                    device: cpu
                    threads: 2
                    base: 16
                    layers: [1, 2, 3]
                    final_norm: true
                    init: he-fan-out
                    precision: bf16
                    deterministic: true
                    step_mode: eager
                    data_placement: streamed
                    """))
            .build();
    assertThat(experiment.protocol()).isEqualTo(Protocol.DEFAULT);
    assertThat(experiment.nets()).containsExactly("tinynet", "resnet-20");
    assertThat(experiment.blocks()).extracting(Block::name).containsExactly("basic", "mine");
    assertThat(experiment.seeds()).containsExactly(7L, 0L, 1L, 2L);
    assertThat(experiment.training().epochs()).isEqualTo(4);
    assertThat(experiment.maxSteps()).isEqualTo(10);
    assertThat(experiment.training().batch()).isEqualTo(64);
    assertThat(experiment.testBatch()).isEqualTo(100);
    assertThat(experiment.training().lr()).isEqualTo(0.05);
    assertThat(experiment.training().momentum()).isEqualTo(0.8);
    assertThat(experiment.training().weightDecay()).isZero();
    assertThat(experiment.training().nesterov()).isTrue();
    assertThat(experiment.training().schedule())
        .isEqualTo(new Schedule.MultiStep(List.of(1L, 3L), 0.5));
    assertThat(experiment.training().warmupEpochs()).isEqualTo(0.5);
    assertThat(experiment.training().labelSmoothing()).isEqualTo(0.1);
    assertThat(experiment.data()).isEqualTo(new DataSource.Known(DatasetKind.SYNTHETIC));
    assertThat(experiment.dataDir()).isEqualTo(Path.of("/somewhere"));
    assertThat(experiment.subset()).isEqualTo(256);
    assertThat(experiment.testSubset()).isEqualTo(128);
    assertThat(experiment.training().shuffle()).isFalse();
    assertThat(experiment.training().augmentation()).isEqualTo(Augmentation.NONE);
    assertThat(experiment.device()).isEqualTo(Device.CPU);
    assertThat(experiment.threads()).isEqualTo(2);
    assertThat(experiment.width()).isEqualTo(16);
    assertThat(experiment.layers()).containsExactly(1L, 2L, 3L);
    assertThat(experiment.finalNorm()).isTrue();
    assertThat(experiment.init()).isEqualTo(Init.HE_FAN_OUT);
    assertThat(experiment.precision()).isEqualTo(Precision.BF16);
    assertThat(experiment.training().deterministic()).isTrue();
    assertThat(experiment.training().stepMode()).isEqualTo(StepMode.EAGER);
    assertThat(experiment.training().dataPlacement()).isEqualTo(DataPlacement.STREAMED);

    Path written = folder.resolve("resolved.yaml");
    ExperimentFile.write(experiment, written);
    assertThat(ExperimentFile.read(written).build()).isEqualTo(experiment);
  }

  @Test
  void whatIsWrittenReadsBackEqual() {
    for (Experiment experiment :
        List.of(
            Experiment.builder().build(),
            Experiment.quick(),
            Experiment.builder().protocol(Protocol.NOTEBOOK).training(t -> t.epochs(1)).build(),
            Experiment.builder().schedule("cosine").seeds(List.of(Long.MAX_VALUE)).build())) {
      Experiment read = writtenAndRead(experiment);
      assertThat(read.toMap()).isEqualTo(experiment.toMap());
      assertThat(read.trainingConfig(3)).isEqualTo(experiment.trainingConfig(3));
      // What is dropped before training, as a milestone at epoch 0, is not on record.
      assertThat(read.training().toBuilder().schedule(experiment.training().schedule()).build())
          .isEqualTo(experiment.training());
      assertThat(writtenAndRead(read)).isEqualTo(read);
    }
  }

  private Experiment writtenAndRead(Experiment experiment) {
    Path written = folder.resolve("resolved.yaml");
    ExperimentFile.write(experiment, written);
    return ExperimentFile.read(written).build();
  }

  @Test
  void aSingleValueIsAListOfOne() throws IOException {
    Experiment experiment =
        ExperimentFile.read(file("nets: resnet-20\nblocks: toy\nseeds: 1..3\n")).build();
    assertThat(experiment.nets()).containsExactly("resnet-20");
    assertThat(experiment.blocks()).extracting(Block::name).containsExactly("toy");
    assertThat(experiment.seeds()).containsExactly(1L, 2L, 3L);
  }

  @Test
  void anUnknownKeyNamesItsLineAndTheNearestKey() throws IOException {
    Path file = file("epochs: 1\n\nsede: 3\n");
    assertThatThrownBy(() -> ExperimentFile.read(file))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessage(file + ":3: unknown key 'sede'; did you mean 'seed'?");
  }

  @Test
  void anUnknownKeyLikeNoOtherListsThemAll() throws IOException {
    Path file = file("colour: red\n");
    assertThatThrownBy(() -> ExperimentFile.read(file))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining(
            "expected one of command, matrix, name, description, protocol, nets, net,");
  }

  @Test
  void aKeyGivenTwiceNamesBothLines() throws IOException {
    Path file = file("lr: 1\nepochs: 1\nlr: 2\n");
    assertThatThrownBy(() -> ExperimentFile.read(file))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessage(file + ":3: key 'lr' appears again; it is already on line 1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "epochs: many | epochs: found \"many\", expected a whole number",
        "epochs: 1.5 | epochs: found 1.5, expected a whole number",
        "threads: 3000000000 | threads: found 3000000000, expected a whole number of at most",
        "lr: fast | lr: found \"fast\", expected a number",
        "shuffle: 'yes' | shuffle: found \"yes\", expected true or false",
        "seeds: 4..1 | seeds: found \"4..1\", expected a range FIRST..LAST",
        "seeds: [1.5] | seeds: found [1.5], expected seeds from 0 to 2^63 - 1, or ranges of them"
            + " such as 0..4",
        "nets: {a: 1} | nets: found {\"a\":1}, expected a value or a list of values",
        "blocks: [3] | blocks: found [3], expected text, or a list of texts",
        "define: basic | define: found \"basic\", expected lines of the form 'name: spec' below it",
        "device: gpu | 'gpu', expected one of cpu, cuda, auto",
        "protocol: book | protocol: found 'book', expected one of default, notebook",
      })
  void aWrongValueNamesLineKeyAndExpectation(String line, String message) throws IOException {
    Path file = file("batch: 8\n" + line + "\n");
    assertThatThrownBy(() -> ExperimentFile.read(file))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageStartingWith(file + ":2: ")
        .hasMessageContaining(message);
  }

  @Test
  void textThatIsNoYamlNamesLineAndColumn() throws IOException {
    Path file = file("epochs: 1\nnets: [tinynet\nlr: 2\n");
    assertThatThrownBy(() -> ExperimentFile.read(file))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageMatching("(?s)" + file + ":\\d+:\\d+: not valid YAML: .+");
  }

  @Test
  void anEmptyFileAndAListAreRefused() throws IOException {
    Path empty = file("");
    assertThatThrownBy(() -> ExperimentFile.read(empty))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("found nothing, expected lines such as 'epochs: 5'");
    Path list = file("- 1\n");
    assertThatThrownBy(() -> ExperimentFile.read(list))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("expected lines such as 'epochs: 5'");
  }

  @Test
  void aSecondDocumentIsRefused() throws IOException {
    Path file = file("epochs: 1\n---\nepochs: 2\n");
    assertThatThrownBy(() -> ExperimentFile.read(file))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("a second document begins; expected one");
  }

  @Test
  void aMissingFileIsNamed() {
    Path file = folder.resolve("absent.yaml");
    assertThatThrownBy(() -> ExperimentFile.read(file))
        .isInstanceOf(NativeIoException.class)
        .hasMessage("experiment file " + file + " does not exist");
  }
}
