// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.reslab.Fixture;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The JSON Schema against a validator that knows nothing of ResLab. */
class ExperimentSchemaTest {
  private static final Schema SCHEMA =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(ExperimentSchema.text());

  @TempDir Path folder;

  private static List<String> errors(String yaml) {
    String json = YAMLMapper.shared().readTree(yaml).toString();
    return SCHEMA.validate(json, InputFormat.JSON).stream().map(Object::toString).toList();
  }

  @Test
  void thePublishedFileIsTheGeneratedOne() throws IOException {
    assertThat(Files.readString(Fixture.source().resolve("docs/experiment.schema.json")))
        .as("docs/experiment.schema.json; 'reslab experiment schema' prints what it has to be")
        .isEqualTo(ExperimentSchema.text());
  }

  @Test
  void theSchemaIsOne() {
    Schema meta =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
    assertThat(meta.validate(ExperimentSchema.text(), InputFormat.JSON)).isEmpty();
  }

  @Test
  void examplesFit() throws IOException {
    try (Stream<Path> files = Files.list(Fixture.source().resolve("examples"))) {
      List<Path> examples = files.filter(file -> file.toString().endsWith(".yaml")).toList();
      assertThat(examples).hasSizeGreaterThanOrEqualTo(7);
      for (Path example : examples) {
        assertThat(errors(Files.readString(example))).as(example.toString()).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(ExperimentCommand.class)
  void newFilesFit(ExperimentCommand command) {
    assertThat(errors(ExperimentTemplate.text(command))).isEmpty();
  }

  @Test
  void whatIsWrittenFits() throws IOException {
    Path file = folder.resolve("experiment.yaml");
    for (Experiment experiment :
        List.of(
            Experiment.builder().build(),
            Experiment.quick(),
            Experiment.builder().protocol(Protocol.NOTEBOOK).training(t -> t.epochs(1)).build(),
            Experiment.builder()
                .name("n")
                .description("d")
                .define("mine", "basic[norm=gn]")
                .blocks(List.of("mine"))
                .schedule("cosine")
                .seeds(List.of(Long.MAX_VALUE))
                .dataDir(folder)
                .layers(List.of(1L, 1L, 1L))
                .finalNorm(true)
                .keepEpochs(2)
                .build())) {
      ExperimentFile.write(experiment, file);
      assertThat(errors(Files.readString(file))).isEmpty();
    }
    ExperimentFile.write(DiagnosisSettings.builder().build(), file);
    assertThat(errors(Files.readString(file))).isEmpty();
  }

  /** What the schema refuses, the reader refuses, too. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "epochs: 0",
        "epochs: 1.5",
        "epochs: many",
        "batch: 0",
        "momentum: 1",
        "momentum: -0.1",
        "lr: -1",
        "weight_decay: -1",
        "label_smoothing: 1",
        "warmup_epochs: -1",
        "gamma: 0",
        "milestones: [-1]",
        "max_steps: 0",
        "subset: 0",
        "test_subset: 0",
        "test_batch: 0",
        "threads: 0",
        "diagnose_every: 0",
        "checkpoint_every: 0",
        "keep_epochs: -1",
        "base: -1",
        "layers: [0]",
        "nesterov: 1",
        "shuffle: 'yes'",
        "schedule: step",
        "device: gpu",
        "data: imagenet",
        "init: zero",
        "kernels: best",
        "memory_format: nchw",
        "protocol: book",
        "seeds: [a]",
        "seeds: [-1]",
        "seeds: 1.5",
        "nets: 3",
        "define: {a: 1}",
        "colour: red",
        "inits: [default]",
        "matrix: {seeds: [1, 2]}",
        "matrix: {lr: []}",
        "matrix: {lr: [0.1, 0.1]}",
        "matrix: {lr: [fast]}",
        "command: tran",
        "command: diagnose\nepochs: 1",
        "command: diagnose\neps: 0",
        "command: diagnose\nclasses: 1",
        "command: diagnose\nbatch: 0",
        "command: diagnose\njobs: 0",
        "command: diagnose\nfail_on: info",
        "command: diagnose\nmetrics: [all]",
        "command: diagnose\nbn_mode: [both]",
      })
  void schemaAndReaderRefuseTheSame(String yaml) throws IOException {
    assertThat(errors(yaml)).isNotEmpty();
    Path file = Files.writeString(folder.resolve("bad.yaml"), yaml + "\n");
    assertThat(StudyCheck.of(file, List.of()).problems()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "epochs: 1",
        "seeds: 0..4",
        "seeds: [7, 0..2]",
        "blocks: basic",
        "net: resnet-20",
        "command: train\nblock: preact",
        "command: diagnose\nbase: 8\ninit: he-fan-in\ninput: gaussian",
        "matrix: {lr: [0.1, 0.2], nesterov: [true, false]}",
        "command: compare\nmomentum: 0",
      })
  void schemaAndReaderTakeTheSame(String yaml) throws IOException {
    assertThat(errors(yaml)).isEmpty();
    Path file = Files.writeString(folder.resolve("good.yaml"), yaml + "\n");
    assertThat(StudyCheck.of(file, List.of()).problems()).isEmpty();
  }
}
