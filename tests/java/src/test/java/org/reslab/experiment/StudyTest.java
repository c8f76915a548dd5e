// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.reslab.Block;
import org.reslab.BnMode;
import org.reslab.Device;
import org.reslab.Init;
import org.reslab.InvalidArgumentException;
import org.reslab.OnBothKernels;
import org.reslab.Probe;
import org.reslab.Schedule;
import org.reslab.diagnosis.DiagnosisPlan;
import org.reslab.health.Status;

@OnBothKernels
class StudyTest {
  @TempDir Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("study.yaml"), text);
  }

  @Test
  void aMatrixMakesAnExperimentForEachCombination() throws IOException {
    Study study =
        Study.read(
            file(
                """
                command: compare
                name: rates
                blocks: [basic, preact]
                matrix:
                  lr: [0.1, 5e-2]
                  init: [default, he-fan-in]
                  nesterov: [true]
                """));
    assertThat(study.command()).isEqualTo(ExperimentCommand.COMPARE);
    assertThat(study.name()).isEqualTo("rates");
    assertThat(study.hasMatrix()).isTrue();
    assertThat(study.variants())
        .extracting(Variant::name)
        .containsExactly(
            "lr=0.1,init=default,nesterov=true",
            "lr=0.1,init=he-fan-in,nesterov=true",
            "lr=0.05,init=default,nesterov=true",
            "lr=0.05,init=he-fan-in,nesterov=true");
    Variant third = study.variants().get(2);
    assertThat(third.point())
        .isEqualTo(Map.of("lr", "0.05", "init", "default", "nesterov", "true"));
    Experiment experiment = third.training().build();
    assertThat(experiment.training().lr()).isEqualTo(0.05);
    assertThat(experiment.training().nesterov()).isTrue();
    assertThat(experiment.name()).isEqualTo("rates");
    assertThat(experiment.blocks()).extracting(Block::name).containsExactly("basic", "preact");
    assertThatThrownBy(study::only)
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("its matrix makes 4 experiments", "reslab experiment run");
  }

  @Test
  void valuesThatAreNoFolderNamesStaySafeAndDifferent() throws IOException {
    Study study =
        Study.read(
            file("matrix:\n  data_dir: [../a/b, '..\\a b', '/a/b', '" + "x".repeat(300) + "']\n"));
    List<String> names = study.variants().stream().map(Variant::name).toList();
    assertThat(names).doesNotHaveDuplicates().allMatch(name -> name.matches("[A-Za-z0-9.,=_+-]+"));
    assertThat(names).allMatch(name -> name.length() < 120);
    assertThat(study.variants().get(1).training().build().dataDir()).asString().endsWith("\\a b");
  }

  @Test
  void aTrainingFileHasTheCommandsOwnDefaults() throws IOException {
    Experiment train =
        Study.read(file("command: train\nnet: resnet-20\n")).only().training().build();
    assertThat(train.blocks()).extracting(Block::name).containsExactly("basic");
    assertThat(train.nets()).containsExactly("resnet-20");
    Experiment compare = Study.read(file("seed: 3\n")).only().training().build();
    assertThat(compare.blocks()).hasSize(3);
    assertThat(compare.seeds()).containsExactly(3L);
  }

  @Test
  void readsEveryKeyOfADiagnosis() throws IOException {
    Path written = folder.resolve("resolved.yaml");
    DiagnosisSettings settings =
        Study.read(
                file(
                    """
                    command: diagnose
                    name: all keys
                    description: of diagnose
                    depth: [8, 20]
                    define: {mine: "basic[norm=gn(4)]"}
                    blocks: [basic, mine]
                    seeds: [5, 0..1]
                    width: [8, 16]
                    layers: [1, 2, 1]
                    final_norm: false
                    classes: 7
                    inits: [default, he-fan-out]
                    bn_mode: [train, eval]
                    inputs: gaussian
                    metrics: [activations, spectrum]
                    batch: 32
                    eps: 2e-3
                    lr: 0.2
                    profile: notebook
                    fail_on: warn
                    device: cpu
                    jobs: 2
                    data_dir: /somewhere
                    """))
            .only()
            .diagnosis()
            .build();
    assertThat(settings.name()).isEqualTo("all keys");
    assertThat(settings.nets()).containsExactly("resnet-8", "resnet-20");
    assertThat(settings.blocks()).extracting(Block::name).containsExactly("basic", "mine");
    assertThat(settings.seeds()).containsExactly(5L, 0L, 1L);
    assertThat(settings.widths()).containsExactly(8L, 16L);
    assertThat(settings.layers()).containsExactly(1L, 2L, 1L);
    assertThat(settings.finalNorm()).isFalse();
    assertThat(settings.classes()).isEqualTo(7);
    assertThat(settings.inits()).containsExactly(Init.DEFAULT, Init.HE_FAN_OUT);
    assertThat(settings.bnModes()).containsExactly(BnMode.TRAIN, BnMode.EVAL);
    assertThat(settings.inputs()).containsExactly("gaussian");
    assertThat(settings.probes()).containsExactlyInAnyOrder(Probe.ACTIVATIONS, Probe.SPECTRUM);
    assertThat(settings.batch()).isEqualTo(32);
    assertThat(settings.eps()).isEqualTo(0.002);
    assertThat(settings.lr()).isEqualTo(0.2);
    assertThat(settings.profile()).isEqualTo("notebook");
    assertThat(settings.failOn()).isEqualTo(Status.WARN);
    assertThat(settings.device()).isEqualTo(Device.CPU);
    assertThat(settings.jobs()).isEqualTo(2);
    DiagnosisPlan plan = settings.plan();
    assertThat(plan.subjects()).hasSize(2 * 2 * 2 * 2 * 2);

    ExperimentFile.write(settings, written);
    assertThat(Study.read(written).only().diagnosis().build()).isEqualTo(settings);
  }

  @ParameterizedTest
  @EnumSource(ExperimentCommand.class)
  void aNewFileAsksForTheDefaults(ExperimentCommand command) throws IOException {
    Variant variant = Study.read(file(ExperimentTemplate.text(command))).only();
    assertThat(variant.command()).isEqualTo(command);
    switch (command) {
      case TRAIN ->
          assertThat(variant.training().build())
              .isEqualTo(Experiment.builder().blocks(List.of("basic")).build());
      case COMPARE ->
          assertThat(variant.training().build()).isEqualTo(Experiment.builder().build());
      case DIAGNOSE ->
          assertThat(variant.diagnosis().build()).isEqualTo(DiagnosisSettings.builder().build());
    }
  }

  @Test
  void everyMistakeOfAFileIsTold() throws IOException {
    Path file =
        file(
            """
            command: compare
            epochs: many
            blokcs: [basic]
            inits: [default]
            lr: 0.1
            net: tinynet
            nets: [tinynet]
            matrix:
              lr: [0.1, 0.1]
              seeds: [0, 1]
              nesterv: [true]
              momentum: 0.5
              name: [a]
            """);
    StudyReader reader = new StudyReader(file);
    assertThat(reader.read(List.of())).isNull();
    assertThat(reader.problems())
        .containsExactlyInAnyOrder(
            file + ":2: epochs: found \"many\", expected a whole number",
            file + ":3: unknown key 'blokcs'; did you mean 'blocks'?",
            file + ":4: key 'inits' belongs to diagnose, found command compare",
            file + ":7: key 'nets' says again what 'net' says on line 6; leave one of them out",
            file + ":9: 'matrix.lr' is varied and also set on line 5; leave one of them out",
            file + ":9: matrix.lr: found 0.1 twice, expected each at most once",
            file
                + ":10: 'matrix.seeds' cannot be varied: it is not a single value, but its list is"
                + " a side of the grid already; move it out of the matrix",
            file + ":11: unknown key 'matrix.nesterv'; did you mean 'nesterov'?",
            file + ":12: matrix.momentum: found 0.5, expected a list of at least one value",
            file + ":13: 'matrix.name' cannot be varied: it is not a single value");
    assertThatThrownBy(() -> Study.read(file))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessage(String.join("\n", reader.problems()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "command: tran | 1: command: found 'tran', expected one of train, compare, diagnose",
        "command: 3 | 1: command: found 3, expected text",
        "matrix: [1] | 1: matrix: found [1], expected a mapping with keys of name",
        "command: diagnose~init: default~inits: [default] | 3: key 'inits' says again what 'init'",
        "command: diagnose~metrics: [all] | 2: the metrics are 'all', expected economy",
        "command: diagnose~fail_on: info | 2: 'info': expected one of fail, warn",
        "command: diagnose~epochs: 3 | 2: key 'epochs' belongs to train and compare, found command"
            + " diagnose",
      })
  void aWrongKeyOrValueNamesItsLine(String text, String message) throws IOException {
    Path file = file(text.replace('~', '\n') + "\n");
    assertThatThrownBy(() -> Study.read(file))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageStartingWith(file + ":" + message);
  }

  @Test
  void tooManyExperimentsAreRefused() throws IOException {
    String list = java.util.stream.IntStream.range(1, 41).boxed().toList().toString();
    Path file = file("matrix:\n  epochs: " + list + "\n  batch: " + list + "\n");
    assertThatThrownBy(() -> Study.read(file))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessage(
            file + ":2: the matrix makes more than 1000 experiments; split it into several files");
  }

  @Test
  void overridesTakeThePlaceOfValuesAndOfSides() throws IOException {
    Path file =
        file("epochs: 5\nschedule: cosine\nmatrix:\n  lr: [0.1, 0.2]\n  momentum: [0, .5]\n");
    Study study =
        Study.read(file, List.of("epochs=2", "lr=0.3", "blocks=[basic, 'preact[act=silu]']"));
    assertThat(study.variants())
        .extracting(Variant::name)
        .containsExactly("momentum=0", "momentum=0.5");
    Experiment experiment = study.variants().getLast().training().build();
    assertThat(experiment.training().epochs()).isEqualTo(2);
    assertThat(experiment.training().lr()).isEqualTo(0.3);
    assertThat(experiment.training().momentum()).isEqualTo(0.5);
    assertThat(experiment.training().schedule()).isInstanceOf(Schedule.Cosine.class);
    assertThat(experiment.blocks())
        .extracting(Block::name)
        .containsExactly("basic", "preact[act=silu]");
    assertThatThrownBy(() -> Study.read(file, List.of("epoch=1", "lr", "batch=[1", "test_batch=")))
        .hasMessageContainingAll(
            "--set: unknown key 'epoch'; did you mean 'epochs'?",
            "--set: found 'lr', expected KEY=VALUE",
            "--set: batch: '[1': not valid YAML",
            "--set: test_batch: found ");
  }

  @Test
  void mistakesThatBuildingFindsHaveTheirLine() throws IOException {
    Path file =
        file(
            """
            command: compare
            momentum: 1.5
            blocks:
              - basic
            """);
    assertThat(StudyCheck.of(file, List.of()).problems())
        .containsExactly(file + ":2: momentum is 1.5, expected at least 0 and less than 1");
    Path block = file("epochs: 1\nblocks: [basic, 'branch: conv9/s bogus']\n");
    assertThat(StudyCheck.of(block, List.of()).problems())
        .singleElement()
        .asString()
        .startsWith(block + ":2: blocks: column 17 of 'branch: conv9/s bogus': ");
    Path defined = file("blocks: [mine]\ndefine:\n  mine: 'branch: bogus'\n");
    assertThat(StudyCheck.of(defined, List.of()).problems())
        .singleElement()
        .asString()
        .startsWith(defined + ":2: define: column 9 of 'branch: bogus': ");
    Path shape = file("epochs: 1\nblocks: ['branch: conv3/s bn']\n");
    assertThat(StudyCheck.of(shape, List.of()).problems())
        .singleElement()
        .asString()
        .startsWith(shape + ":2: blocks: block 'branch: conv3/s bn' at stage2.0: ");
    Path net = file("nets: [resnet-21]\n");
    assertThat(StudyCheck.of(net, List.of()).problems())
        .singleElement()
        .asString()
        .contains("resnet-21");
  }

  @Test
  void aCheckCountsRunsAndSteps() throws IOException {
    Path file =
        file(
            """
            blocks: [basic, preact]
            seeds: 0..2
            base: 4
            layers: [1, 1, 1]
            subset: 1000
            epochs: 3
            matrix:
              batch: [100, 128]
            """);
    StudyCheck check = StudyCheck.of(file, List.of());
    assertThat(check.problems()).isEmpty();
    assertThat(check.plans())
        .containsExactly(
            new StudyCheck.Plan("batch=100", 2, 3, 6, 27),
            new StudyCheck.Plan("batch=128", 2, 3, 6, 24));
    assertThat(StudyCheck.of(file, List.of("max_steps=7")).plans())
        .extracting(StudyCheck.Plan::steps)
        .containsOnly(7L);
  }
}
