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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.reslab.OnBothKernels;
import tools.jackson.databind.JsonNode;

/** The commands on the native part, each with its JSON document. */
@OnBothKernels
class CommandsTest {
  @TempDir Path temp;

  private static Cli succeed(String... args) {
    Cli result = Cli.run(args);
    assertThat(result.code()).as("%s%n%s", String.join(" ", args), result.err()).isZero();
    return result;
  }

  private static JsonNode json(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.add("--json");
    JsonNode document = succeed(all.toArray(String[]::new)).json();
    assertSnakeCase(document);
    return document;
  }

  private static void assertSnakeCase(JsonNode node) {
    node.propertyNames().forEach(name -> assertThat(name).matches("[a-z0-9_-]+"));
    node.forEach(CommandsTest::assertSnakeCase);
  }

  private String path(String name) {
    return temp.resolve(name).toString();
  }

  @ParameterizedTest
  @CsvSource({"plain,685994", "basic,696618", "preact,696042"})
  void summaryCountsParameters(String block, long parameters) {
    JsonNode document = json("summary", "--net", "tinynet", "--block", block);
    assertThat(document.get("network").asString()).isEqualTo("tinynet");
    assertThat(document.get("block").asString()).isEqualTo(block);
    assertThat(document.get("parameters").asLong()).isEqualTo(parameters);
    assertThat(document.get("macs").asLong()).isPositive();
    assertThat(document.get("layers").get(0).get("name").asString()).isEqualTo("stem.0");
    assertThat(document.get("layers").get(0).get("output_shape").get(1).asLong()).isEqualTo(32);
    assertThat(succeed("summary", "--block", block).out()).contains("final norm");
  }

  @Test
  void blocksAreListedAndShown() {
    assertThat(json("blocks", "list").get("blocks").size()).isGreaterThan(10);
    assertThat(succeed("blocks", "list").out()).contains("preact-noskip");
    JsonNode basic = json("blocks", "show", "basic");
    assertThat(basic.get("source").asString()).contains("He");
    JsonNode own =
        json(
            "blocks", "show", "mine[act=silu]", "--define", "mine=" + basic.get("spec").asString());
    assertThat(own.get("spec").asString()).contains("silu");
  }

  @Test
  void checkpointIsWrittenOnceAndEvaluated() {
    String file = path("w.safetensors");
    JsonNode made = json("init", "--net", "tinynet", "--block", "basic", "--out", file);
    assertThat(made.get("parameters").asLong()).isEqualTo(696618);
    Cli again = Cli.run("init", "--out", file);
    assertThat(again.code()).isEqualTo(2);
    assertThat(again.err()).contains(file).contains("--overwrite");

    String logits = path("logits.safetensors");
    JsonNode result =
        json("evaluate", "--checkpoint", file, "--data-dir", Cli.realImages(), "--logits", logits);
    assertThat(result.get("images").asLong()).isEqualTo(100);
    assertThat(result.get("loss").asDouble()).isBetween(2.0, 2.7);
    assertThat(result.get("accuracy").asDouble()).isBetween(0.0, 0.4);
    assertThat(Path.of(logits)).isNotEmptyFile();
    assertThat(result.get("top5_accuracy").asDouble()).isBetween(0.3, 0.8);
    assertThat(result.get("calibration_error").asDouble()).isBetween(0.0, 0.4);
    assertThat(
            succeed(
                    "evaluate",
                    "--checkpoint",
                    file,
                    "--data-dir",
                    Cli.realImages(),
                    "--subset",
                    "1")
                .out())
        .containsPattern(
            "top-5 accuracy (0.00|100.00)%, expected calibration error [01]\\.\\d{4}\\R");

    Cli contradiction =
        Cli.run(
            "evaluate", "--checkpoint", file, "--block", "plain", "--data-dir", Cli.realImages());
    assertThat(contradiction.code()).isEqualTo(2);
    assertThat(contradiction.err()).contains("--block plain").contains("holds basic");

    Cli foreign = Cli.run("evaluate", "--checkpoint", logits, "--data-dir", Cli.realImages());
    assertThat(foreign.code()).isEqualTo(2);
    assertThat(foreign.err()).contains("does not say which network").contains("--net");
    Cli mismatch =
        Cli.run(
            "evaluate",
            "--checkpoint",
            logits,
            "--net",
            "tinynet",
            "--block",
            "basic",
            "--data-dir",
            Cli.realImages());
    assertThat(mismatch.code()).isEqualTo(2);
    assertThat(mismatch.err()).contains("does not fit the network").contains("head.2.bias");
  }

  @Test
  void trainPrintsItsSteps() throws IOException {
    JsonNode document =
        json(
            "train",
            "--net",
            "tinynet",
            "--block",
            "basic",
            "--seed",
            "0",
            "--data",
            "cifar10",
            "--data-dir",
            Cli.realImages(),
            "--no-shuffle",
            "--no-augment",
            "--batch",
            "32",
            "--max-steps",
            "3",
            "--out",
            path("run"));
    assertThat(document.get("status").asString()).isEqualTo("completed");
    assertThat(document.get("steps").size()).isEqualTo(3);
    JsonNode first = document.get("steps").get(0);
    assertThat(first.get("step").asLong()).isEqualTo(1);
    assertThat(first.get("loss").asDouble()).isBetween(2.0, 3.0);
    assertThat(first.get("grad_norm").asDouble()).isPositive();
    assertThat(first.get("lr").asDouble()).isEqualTo(0.1);
    assertThat(document.get("epochs").size()).isEqualTo(1);
    assertThat(temp.resolve("run/checkpoints/tinynet-basic-s0/last.safetensors")).isNotEmptyFile();
    assertThat(Files.readString(temp.resolve("run/experiment.yaml"))).contains("max_steps: 3");

    Cli again = Cli.run("train", "--data", "synthetic", "--out", path("run"));
    assertThat(again.code()).isEqualTo(2);
    assertThat(again.err()).contains("--overwrite");
  }

  @Test
  void compareComparesAndItsFileRunsAgain() {
    JsonNode document =
        json(
            "compare",
            "--nets",
            "tinynet",
            "--blocks",
            "basic,plain",
            "--seeds",
            "0..1",
            "--data-dir",
            Cli.realImages(),
            "--epochs",
            "1",
            "--subset",
            "64",
            "--base",
            "8",
            "--out",
            path("first"));
    assertThat(document.get("runs").size()).isEqualTo(4);
    assertThat(document.get("blocks").size()).isEqualTo(2);
    assertThat(document.get("pairs").size()).isPositive();
    assertThat(document.get("out").asString()).isEqualTo(path("first"));
    Cli table =
        succeed(
            "compare",
            "--file",
            path("first/experiment.yaml"),
            "--seeds",
            "0",
            "--out",
            path("second"));
    assertThat(table.out()).contains("basic", "plain", "run directory: " + path("second"));
    assertThat(table.err()).contains("[2/2] tinynet-plain-s0").contains("epoch 1");
  }

  @Test
  void divergenceIsAFailureThatKeepsItsSteps() {
    Cli result =
        Cli.run(
            "train",
            "--data",
            "synthetic",
            "--subset",
            "64",
            "--batch",
            "8",
            "--base",
            "8",
            "--lr",
            "1e30",
            "--out",
            path("run"),
            "--json");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.json().get("status").asString()).isEqualTo("diverged");
    assertThat(result.json().get("steps").size()).isPositive();
    assertThat(result.json().get("message").asString()).contains("1e+30");
  }

  @Test
  void dataIsVerifiedAndDescribed() throws IOException {
    assertThat(json("data", "verify", "--data-dir", Cli.realImages()).get("passed").asBoolean())
        .isTrue();
    JsonNode info = json("data", "info", "--data-dir", Cli.realImages());
    assertThat(info.get("train_images").asLong()).isEqualTo(200);
    assertThat(succeed("data", "info", "--data-dir", Cli.realImages()).out()).contains("present");

    Path damaged = Files.createDirectory(temp.resolve("damaged"));
    for (String name : List.of("MD5SUMS", "data_batch_1.bin", "test_batch.bin")) {
      Files.copy(Path.of(Cli.realImages(), name), damaged.resolve(name));
    }
    Files.write(damaged.resolve("test_batch.bin"), new byte[3073]);
    Cli verify = Cli.run("data", "verify", "--data-dir", damaged.toString(), "--json");
    assertThat(verify.code()).isEqualTo(1);
    assertThat(verify.json().get("passed").asBoolean()).isFalse();
    Cli train = Cli.run("train", "--data-dir", damaged.toString(), "--out", path("run"));
    assertThat(train.code()).isEqualTo(1);
    assertThat(train.err()).contains("test_batch.bin").contains("expected MD5").contains("found");
    assertThat(temp.resolve("run")).doesNotExist();
  }

  @Test
  void doctorTestsTheMachine() {
    JsonNode document = json("doctor");
    assertThat(document.get("status").asString()).isEqualTo("ok");
    assertThat(document.get("native").get("torch_running").asString()).isNotEmpty();
    assertThat(document.get("self_test").get("passed").asBoolean()).isTrue();
    assertThat(document.get("loader_trace").size()).isPositive();
    assertThat(document.get("devices").size())
        .isEqualTo(document.get("native").get("cuda_devices").asInt());
    boolean available = document.get("native").get("cuda_unavailable").isNull();
    assertThat(available).isEqualTo(document.get("devices").size() > 0);
    assertThat(succeed("doctor").out())
        .contains("LibTorch", "self-test", "passed", available ? "cuda" : "not available: ");
  }

  @Test
  void completionKnowsTheCommands() {
    assertThat(json("completion").get("script").asString()).contains("compare", "--blocks");
    assertThat(succeed("completion").out()).startsWith("#!/usr/bin/env bash");
  }

  @Test
  void blockErrorPointsAtTheColumn() {
    Cli result = Cli.run("summary", "--block", "branch: conv3 bn wat; merge: add");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err().lines().skip(1))
        .containsExactly("  branch: conv3 bn wat; merge: add", "  " + " ".repeat(17) + "^");
    Cli unknown = Cli.run("summary", "--block", "basik", "--json");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.out()).isEmpty();
    assertThat(unknown.err()).contains("basik").contains("basic");
    Cli net = Cli.run("summary", "--net", "resnet-21");
    assertThat(net.code()).isEqualTo(2);
    assertThat(net.err()).contains("resnet-21");
  }

  @Test
  void failuresHaveTheirExitCodes() throws IOException {
    Path file = Files.createFile(temp.resolve("file"));
    Cli unwritable = Cli.run("init", "--out", file.resolve("w.safetensors").toString());
    assertThat(unwritable.code()).isEqualTo(1);
    assertThat(unwritable.err()).contains(file.toString());
    Cli missing = Cli.run("train", "--data-dir", path("nowhere"), "--out", path("run"));
    assertThat(missing.code()).isEqualTo(1);
    assertThat(missing.err()).contains(path("nowhere")).contains("reslab data fetch");
    Cli negative = Cli.run("train", "--data", "synthetic", "--batch", "-4", "--out", path("run"));
    assertThat(negative.code()).isEqualTo(2);
    assertThat(negative.err()).contains("batch").contains("-4");
    Cli garbage = Cli.run("evaluate", "--checkpoint", file.toString());
    assertThat(garbage.code()).isEqualTo(1);
    assertThat(garbage.err()).contains(file.toString());
  }

  @Test
  void absentCudaIsAnError() {
    boolean present = json("doctor").get("native").get("cuda_devices").asInt() > 0;
    Cli result =
        Cli.run(
            "train",
            "--data",
            "synthetic",
            "--subset",
            "16",
            "--base",
            "8",
            "--max-steps",
            "1",
            "--device",
            "cuda",
            "--out",
            path("run"));
    assertThat(result.code()).isEqualTo(present ? 0 : 1);
    if (!present) {
      assertThat(result.err()).containsIgnoringCase("cuda");
    }
  }

  @Test
  void verboseShowsWhere() {
    assertThat(Cli.run("summary", "--block", "basik", "--verbose").err())
        .contains("\tat org.reslab");
  }
}
