// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reslab.OnBothKernels;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Economy metrics through training, which they must not touch. */
@OnBothKernels
class DiagnoseEveryTest {
  private static final String WEIGHTS = "checkpoints/tinynet-basic-s0/last.safetensors";
  private static final String STATE = "checkpoints/tinynet-basic-s0/last.state.safetensors";

  @TempDir Path temp;

  private Path train(String name, String... more) {
    Path run = temp.resolve(name);
    List<String> words =
        new ArrayList<>(
            List.of(
                "train",
                "--block",
                "basic",
                "--base",
                "4",
                "--layers",
                "1,1,1",
                "--data-dir",
                Cli.realImages(),
                "--subset",
                "80",
                "--batch",
                "20",
                "--epochs",
                "2",
                "--threads",
                "1",
                "--out",
                run.toString()));
    words.addAll(List.of(more));
    Cli result = Cli.run(words.toArray(String[]::new));
    assertThat(result.code()).as(result.err()).isZero();
    return run;
  }

  /** The values of a metric by epoch. */
  private static Map<String, Map<Integer, JsonNode>> diagnoses(Path run) throws IOException {
    Map<String, Map<Integer, JsonNode>> found = new TreeMap<>();
    for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
      JsonNode row = JsonMapper.shared().readTree(line);
      String metric = row.get("metric").asString();
      if (metric.startsWith("diagnose/")) {
        assertThat(
                found
                    .computeIfAbsent(metric, _ -> new TreeMap<>())
                    .put(row.get("epoch").intValue(), row))
            .as(line)
            .isNull();
      }
    }
    return found;
  }

  private static Map<Integer, JsonNode> of(
      Map<String, Map<Integer, JsonNode>> diagnoses, String metric) {
    return Objects.requireNonNull(diagnoses.get(metric), metric);
  }

  @Test
  void epochsAreDiagnosedAndTrainingIsAsWithout() throws IOException {
    Path with = train("with", "--diagnose-every", "1");
    Path without = train("without");
    assertThat(diagnoses(without)).isEmpty();
    for (String file : List.of(WEIGHTS, STATE)) {
      assertThat(Files.readAllBytes(with.resolve(file)))
          .as(file)
          .isEqualTo(Files.readAllBytes(without.resolve(file)));
    }

    Map<String, Map<Integer, JsonNode>> found = diagnoses(with);
    assertThat(found)
        .containsKeys(
            "diagnose/initial_loss",
            "diagnose/nlc",
            "diagnose/gradient_norm",
            "diagnose/scale_free_spread",
            "diagnose/zero_fraction",
            "diagnose/acv/stage1.0.relu2",
            "diagnose/output_gradient/stage3.0.conv2")
        .doesNotContainKeys("diagnose/relative_sensitivity", "diagnose/effective_rank_last");
    assertThat(found)
        .allSatisfy(
            (metric, epochs) -> assertThat(epochs.keySet()).as(metric).containsExactly(0, 1, 2));
    Map<Integer, JsonNode> losses = of(found, "diagnose/initial_loss");
    assertThat(losses.values().stream().map(row -> row.get("value").asDouble()))
        .doesNotHaveDuplicates()
        .allMatch(loss -> loss > 0);
    assertThat(losses.values().stream().map(row -> row.get("step").intValue()))
        .containsExactly(0, 4, 8);
    assertThat(Files.readString(with.resolve("experiment.yaml"))).contains("diagnose_every: 1");
    // One block a stage: the slope is undefined, and null in the file.
    assertThat(of(found, "diagnose/gradient_amplification").values())
        .allMatch(row -> row.get("value").isNull());
  }

  @Test
  void anExperimentFileAsksForItToo() throws IOException {
    Path file = temp.resolve("experiment.yaml");
    Path first = train("first", "--diagnose-every", "2");
    assertThat(of(diagnoses(first), "diagnose/nlc").keySet()).containsExactly(0, 2);
    Files.copy(first.resolve("experiment.yaml"), file);
    Path second = temp.resolve("second");
    Cli result = Cli.run("compare", "--file", file.toString(), "--out", second.toString());
    assertThat(result.code()).as(result.err()).isZero();
    Map<String, Map<Integer, JsonNode>> expected = diagnoses(first);
    assertThat(diagnoses(second)).isEqualTo(expected);

    Files.writeString(
        file, Files.readString(file).replace("diagnose_every: 2", "diagnose_every: 0"));
    Cli zero = Cli.run("compare", "--file", file.toString(), "--out", temp.resolve("x").toString());
    assertThat(zero.code()).isEqualTo(2);
    assertThat(zero.err()).contains("diagnose_every", "0");
    assertThat(temp.resolve("x")).doesNotExist();
  }
}
