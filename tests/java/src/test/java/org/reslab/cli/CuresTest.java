// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Does what messages say, and looks whether it helps. */
class CuresTest {
  @TempDir Path temp;

  private String path(String name) {
    return temp.resolve(name).toString();
  }

  private static void refused(String cure, String... args) {
    Cli result = Cli.run(args);
    assertThat(result.code()).as(result.err()).isIn(1, 2);
    assertThat(result.err()).contains(cure);
  }

  private static void works(String... args) {
    Cli result = Cli.run(args);
    assertThat(result.code()).as(String.join(" ", args) + "\n" + result.err()).isZero();
  }

  private String[] train(String... more) {
    List<String> args =
        new java.util.ArrayList<>(
            List.of(
                "train",
                "--base",
                "4",
                "--batch",
                "16",
                "--max-steps",
                "1",
                "--threads",
                "1",
                "--data-dir",
                Cli.realImages()));
    args.addAll(List.of(more));
    return args.toArray(String[]::new);
  }

  @Test
  void moreImagesThanThereAre() {
    refused(
        "subset is 201, but "
            + Cli.realImages()
            + " has 200 training images; choose at most that"
            + " many, or leave it out for all",
        train("--subset", "201", "--test-subset", "16", "--out", path("a")));
    works(train("--subset", "200", "--test-subset", "16", "--out", path("b")));
    refused(
        "test_subset is 101, but " + Cli.realImages() + " has 100 test images",
        train("--subset", "16", "--test-subset", "101", "--out", path("c")));
    works(train("--subset", "16", "--out", path("d")));
    String weights = path("w.safetensors");
    works("init", "--base", "4", "--out", weights);
    String[] evaluate = {"evaluate", "--checkpoint", weights, "--data-dir", Cli.realImages()};
    refused(
        "--subset is 101, but",
        "evaluate",
        "--checkpoint",
        weights,
        "--data-dir",
        Cli.realImages(),
        "--subset",
        "101");
    works(evaluate);
  }

  @Test
  void aFileThatExists() {
    String file = path("w.safetensors");
    works("init", "--base", "4", "--out", file);
    refused("choose another --out, or replace it with --overwrite", "init", "--out", file);
    works("init", "--base", "4", "--out", file, "--overwrite");
    works("init", "--base", "4", "--out", path("other.safetensors"));
    works(train("--out", path("run")));
    refused(
        "choose another --out, replace an earlier run with --overwrite",
        train("--out", path("run")));
    works(train("--out", path("run"), "--overwrite"));
    works(train("--out", path("other")));
  }

  @Test
  void anOptionTooMany() {
    refused(
        "leave it out, or use schedule multistep",
        train("--schedule", "constant", "--gamma", "0.5", "--out", path("a")));
    works(train("--schedule", "constant", "--out", path("b")));
    works(train("--schedule", "multistep", "--gamma", "0.5", "--out", path("c")));
    String file = path("w.safetensors");
    works("init", "--base", "4", "--block", "basic", "--out", file);
    refused(
        "leave out the option",
        "evaluate",
        "--checkpoint",
        file,
        "--block",
        "plain",
        "--data-dir",
        Cli.realImages());
    works("evaluate", "--checkpoint", file, "--data-dir", Cli.realImages());
  }

  @Test
  void aWidthOfZeroIsTheDefault() {
    refused("or 0 for", "summary", "--width", "-1");
    works("summary", "--width", "0");
  }

  @Test
  void theFolderOfADataSet() throws Exception {
    Files.createFile(temp.resolve("notes.txt"));
    refused("reslab data fetch --data cifar10", "data", "info", "--data-dir", temp.toString());
    assertThat(Cli.run("data", "fetch", "--data", "cifar10", "--help").code()).isZero();
    refused(
        "choose the data set with --data cifar10",
        "data",
        "info",
        "--data",
        "cifar100",
        "--data-dir",
        Cli.realImages());
    works("data", "info", "--data", "cifar10", "--data-dir", Cli.realImages());
  }
}
