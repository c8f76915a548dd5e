// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.reslab.Fixture;
import org.reslab.OnBothKernels;
import org.reslab.experiment.Study;
import tools.jackson.databind.JsonNode;

/** Every file in {@code examples/}, run as it is but small. */
@OnBothKernels
class ExamplesTest {
  private static final List<String> SMALL_TRAINING =
      List.of(
          "data=synthetic",
          "subset=64",
          "test_subset=32",
          "batch=32",
          "base=8",
          "max_steps=2",
          "device=cpu");
  private static final List<String> SMALL_DIAGNOSIS =
      List.of("depth=[8]", "width=[8]", "seeds=[0, 1]", "batch=16", "metrics=[activations]");

  @TempDir Path temp;

  static List<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(Fixture.source().resolve("examples"))) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void everyExampleIsSoundAndRuns(Path example) {
    Cli check = Cli.run("experiment", "check", example.toString());
    assertThat(check.code()).as(check.out()).isZero();

    Study study = Study.read(example);
    List<String> words =
        new ArrayList<>(List.of("experiment", "run", example.toString(), "--json"));
    for (String setting : study.command().trains() ? SMALL_TRAINING : SMALL_DIAGNOSIS) {
      words.addAll(List.of("--set", setting));
    }
    Path out = temp.resolve("out");
    words.addAll(List.of("--out", out.toString()));
    Cli result = Cli.run(words.toArray(String[]::new));
    assertThat(result.code()).as(result.err()).isZero();
    JsonNode experiments = result.json().get("experiments");
    assertThat(experiments.size()).isEqualTo(study.variants().size());
    for (JsonNode experiment : experiments) {
      assertThat(experiment.get("status").asString()).isEqualTo("completed");
      assertThat(Path.of(experiment.get("out").asString()).resolve("experiment.yaml")).exists();
    }
  }
}
