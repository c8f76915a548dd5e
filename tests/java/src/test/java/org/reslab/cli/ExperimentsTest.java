// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reslab.OnBothKernels;
import org.reslab.experiment.ExperimentSchema;
import tools.jackson.databind.JsonNode;

/** {@code reslab experiment}, and {@code --file} of the commands. */
@OnBothKernels
class ExperimentsTest {
  private static final String SMALL =
      """
      data: synthetic
      subset: 64
      test_subset: 32
      batch: 32
      base: 4
      layers: [1, 1, 1]
      device: cpu
      """;

  @TempDir Path temp;

  private Path file(String text) throws IOException {
    return Files.writeString(temp.resolve("study.yaml"), text);
  }

  private static Cli ok(Cli result) {
    assertThat(result.code()).as(result.err()).isZero();
    return result;
  }

  private Cli run(Path file, String... more) {
    List<String> words = new ArrayList<>(List.of("experiment", "run", file.toString()));
    words.addAll(List.of("--out", temp.resolve("out").toString()));
    words.addAll(List.of(more));
    return Cli.run(words.toArray(String[]::new));
  }

  @Test
  void newFilesAreSoundAndNeverReplaced() throws IOException {
    for (String command : List.of("train", "compare", "diagnose")) {
      Path file = temp.resolve(command + ".yaml");
      ok(Cli.run("experiment", "new", "--command", command, file.toString()));
      ok(Cli.run("experiment", "check", file.toString()));
      assertThat(Files.readString(file)).contains("\ncommand: " + command + "\n");
    }
    Path mine = file("mine");
    Cli again = Cli.run("experiment", "new", mine.toString());
    assertThat(again.code()).isEqualTo(2);
    assertThat(again.err()).contains("exists and is not replaced");
    assertThat(Files.readString(mine)).isEqualTo("mine");
  }

  @Test
  void schemaIsPrinted() {
    assertThat(ok(Cli.run("experiment", "schema")).out()).isEqualTo(ExperimentSchema.text());
  }

  @Test
  void checkTellsTheGridOrEveryMistake() throws IOException {
    Path good = file(SMALL + "blocks: [basic]\nepochs: 3\nmatrix: {lr: [0.1, 0.2]}\n");
    Path bad = Files.writeString(temp.resolve("bad.yaml"), "epochz: 1\nlr: fast\n");
    assertThat(ok(Cli.run("experiment", "check", good.toString())).out())
        .contains("compare, 2 experiments, 2 cells, at most 12 steps", "lr=0.1", "lr=0.2");
    Cli both = Cli.run("experiment", "check", good.toString(), bad.toString());
    assertThat(both.code()).isEqualTo(1);
    assertThat(both.out())
        .contains(
            bad + ":1: unknown key 'epochz'; did you mean 'epochs'?",
            bad + ":2: lr: found \"fast\", expected a number");
    JsonNode document =
        Cli.run("experiment", "check", "--json", good.toString(), bad.toString()).json();
    assertThat(document.get("sound").asBoolean()).isFalse();
    assertThat(document.get("files").get(0).get("experiments").size()).isEqualTo(2);
    assertThat(document.get("files").get(1).get("problems").size()).isEqualTo(2);
    Cli none = Cli.run("experiment", "check", temp.resolve("none.yaml").toString());
    assertThat(none.code()).isEqualTo(1);
    assertThat(none.err()).contains("does not exist");
  }

  @Test
  void aMatrixRunsAllAndGoesOnWhereItStopped() throws IOException {
    Path file = file(SMALL + "blocks: [basic]\nepochs: 1\nmatrix: {lr: [0.1, 0.05]}\n");
    JsonNode first = ok(run(file, "--json")).json();
    assertThat(first.get("experiments").size()).isEqualTo(2);
    Path done = temp.resolve("out/lr=0.1");
    Path half = temp.resolve("out/lr=0.05");
    byte[] untouched = Files.readAllBytes(done.resolve("summary.json"));
    byte[] weights =
        Files.readAllBytes(half.resolve("checkpoints/tinynet-basic-s0/last.safetensors"));

    // As a kill before the last summary leaves it.
    Path summary = half.resolve("summary.json");
    Files.writeString(summary, Files.readString(summary).replace("\"completed\"", "\"running\""));
    Cli again = ok(run(file));
    assertThat(again.err()).contains("done before: " + done).doesNotContain("done before: " + half);
    assertThat(again.out())
        .contains("lr    net      block", "0.1   tinynet  basic", "0.05  tinynet  basic")
        .contains("completed");
    assertThat(Files.readAllBytes(done.resolve("summary.json"))).isEqualTo(untouched);
    assertThat(Files.readString(summary)).contains("\"completed\"");
    assertThat(Files.readAllBytes(half.resolve("checkpoints/tinynet-basic-s0/last.safetensors")))
        .isEqualTo(weights);
    JsonNode third = ok(run(file, "--json")).json();
    assertThat(third.get("experiments").get(1).get("found").asBoolean()).isTrue();
    assertThat(third.get("experiments").get(1).get("blocks")).isEqualTo(again(third, first));

    Cli other = run(file, "--set", "epochs=2");
    assertThat(other.code()).isEqualTo(2);
    assertThat(other.err())
        .contains("holds another experiment: epochs 1, now 2", "choose another --out");
  }

  /** What a stored run says must be what it said when it was run. */
  private static JsonNode again(JsonNode third, JsonNode first) {
    JsonNode then = first.get("experiments").get(1).get("blocks");
    assertThat(third.get("experiments").get(0).get("blocks"))
        .isEqualTo(first.get("experiments").get(0).get("blocks"));
    return then;
  }

  @Test
  void mistakesAreFoundBeforeAnythingIsWritten() throws IOException {
    Path file = file(SMALL + "matrix: {epochs: [1, 0]}\n");
    Cli result = run(file);
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains(":8: epochs is 0");
    assertThat(temp.resolve("out")).doesNotExist();
  }

  @Test
  void aDiagnosisLeavesItsSettingsAndEnvironment() throws IOException {
    Path file =
        file(
            """
            command: diagnose
            name: tiny
            blocks: [basic]
            width: [4]
            layers: [1, 1, 1]
            inputs: gaussian
            batch: 16
            seeds: [0, 1]
            metrics: activations
            """);
    Path out = temp.resolve("direct");
    ok(Cli.run("diagnose", "--file", file.toString(), "--seeds", "0", "--out", out.toString()));
    assertThat(Files.readAllLines(out.resolve("cells.jsonl"))).hasSize(1);
    Path resolved = out.resolve("experiment.yaml");
    assertThat(Files.readString(resolved)).contains("command: diagnose", "name: tiny", "- 4");
    assertThat(Files.readString(out.resolve("environment.json"))).contains("\"torch_running\"");
    Cli again = ok(Cli.run("diagnose", "--file", resolved.toString(), "--out", out.toString()));
    assertThat(again.err()).contains("1 cells, 1 of them done before");

    ok(run(file));
    assertThat(Files.readAllLines(temp.resolve("out/cells.jsonl"))).hasSize(2);
    Cli training = Cli.run("compare", "--file", file.toString());
    assertThat(training.code()).isEqualTo(2);
    assertThat(training.err()).contains("its command is diagnose, expected train or compare");
  }

  @Test
  void aDiagnosisDoesNotWriteIntoARunOfTraining() throws IOException {
    Path file = file(SMALL + "blocks: [basic]\nepochs: 1\n");
    ok(run(file));
    Path out = temp.resolve("out");
    String before = Files.readString(out.resolve("experiment.yaml"));
    Cli result =
        Cli.run(
            "diagnose",
            "--blocks",
            "basic",
            "--width",
            "4",
            "--input",
            "gaussian",
            "--seeds",
            "1",
            "--batch",
            "16",
            "--metrics",
            "activations",
            "--out",
            out.toString());
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("holds a run of train or compare");
    assertThat(Files.readString(out.resolve("experiment.yaml"))).isEqualTo(before);
    assertThat(out.resolve("cells.jsonl")).doesNotExist();
  }

  @Test
  void trainTakesAFileOfOneRun() throws IOException {
    Path file = file(SMALL + "command: train\nblock: preact\nepochs: 1\n");
    Path out = temp.resolve("train");
    JsonNode document =
        ok(Cli.run("train", "--file", file.toString(), "--json", "--out", out.toString())).json();
    assertThat(document.get("block").asString()).isEqualTo("preact");
    Path grid = Files.writeString(temp.resolve("grid.yaml"), SMALL + "seeds: [0, 1]\n");
    Cli several = Cli.run("train", "--file", grid.toString(), "--out", out.toString());
    assertThat(several.code()).isEqualTo(2);
    assertThat(several.err()).contains("makes 6 cells (1 nets, 3 blocks, 2 seeds), expected one");
    Path matrix = Files.writeString(temp.resolve("m.yaml"), SMALL + "matrix: {lr: [0.1, 0.2]}\n");
    Cli refused = Cli.run("compare", "--file", matrix.toString());
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains("reslab experiment run");
  }
}
