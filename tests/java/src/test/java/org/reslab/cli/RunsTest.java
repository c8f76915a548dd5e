// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reslab.OnBothKernels;
import org.reslab.store.StoredRuns;
import tools.jackson.databind.JsonNode;

/** {@code reslab runs}. */
@OnBothKernels
class RunsTest {
  @TempDir Path dir;

  private Cli runs(String command, String... more) {
    List<String> words = new ArrayList<>(List.of("runs", command, "--dir", dir.toString()));
    words.addAll(List.of(more));
    return Cli.run(words.toArray(String[]::new));
  }

  private static Cli ok(Cli result) {
    assertThat(result.code()).as(result.err()).isZero();
    return result;
  }

  private static void refused(Cli result, String... parts) {
    assertThat(result.code()).as(result.out()).isEqualTo(2);
    assertThat(result.err()).startsWith("error: ").contains(parts);
    assertThat(result.out()).isEmpty();
  }

  private Path train(String name, String block, String lr) {
    Path out = dir.resolve(name);
    ok(
        Cli.run(
            "compare",
            "--data",
            "synthetic",
            "--subset",
            "64",
            "--test-subset",
            "32",
            "--batch",
            "32",
            "--base",
            "4",
            "--layers",
            "1,1,1",
            "--epochs",
            "1",
            "--device",
            "cpu",
            "--seeds",
            "0..2",
            "--block",
            block,
            "--lr",
            lr,
            "--out",
            out.toString()));
    return out;
  }

  @Test
  void listsFiltersAndSorts() throws IOException {
    StoredRuns.training(dir, "worse", "basic", 0.25, "2026-01-02T00:00:00Z");
    StoredRuns.training(dir, "better", "preact", 0.75, "2026-01-01T00:00:00Z");
    StoredRuns.diagnosis(dir, "depth", "warn");
    Files.createDirectories(dir.resolve("half"));
    Files.writeString(dir.resolve("half/experiment.yaml"), "nets: [tinynet]\n");
    String text = ok(runs("list")).out();
    assertThat(text.lines().toList().getFirst())
        .matches("run +status +started +net +block +seeds +test acc % +verdict +tags");
    assertThat(text)
        .containsPattern("worse +completed +2026-01-02T00:00:00Z +tinynet +basic +2 +25.00 +-")
        .containsPattern("depth +completed +- +resnet-8 +plain +- +- +warn")
        .containsPattern("half +interrupted +-")
        .contains("half: summary.json is missing");
    JsonNode found =
        ok(runs(
                "list",
                "--json",
                "--filter",
                "kind=training",
                "test_accuracy>0",
                "--sort",
                "-test_accuracy"))
            .json();
    assertThat(found.get("runs").size()).isEqualTo(2);
    assertThat(found.get("runs").get(0).get("name").asString()).isEqualTo("better");
    assertThat(found.get("runs").get(0).get("facts").get("block").get(0).asString())
        .isEqualTo("preact");
    assertThat(ok(runs("list", "--limit", "1", "--sort", "name")).out())
        .contains("better")
        .doesNotContain("worse");
    assertThat(ok(runs("list", "--verbose")).err()).contains("0 runs read, 4 unchanged, 0 gone");
    assertThat(ok(runs("list", "--filter", "block=none")).err()).contains("no run meets this");
    refused(runs("list", "--filter", "blok=basic"), "did you mean 'block'?");
    refused(runs("list", "--filter", "basic"), "expected KEY OP VALUE");
    refused(runs("list", "--limit", "0"), "--limit is 0");
    assertThat(ok(runs("reindex")).out()).isEqualTo("4 runs in " + dir + System.lineSeparator());
  }

  @Test
  void anEmptyFolderHasNoRunsAndGetsNoIndexOfItsOwnWhereItIsNot() {
    Path nowhere = dir.resolve("nowhere");
    Cli result = Cli.run("runs", "list", "--dir", nowhere.toString());
    assertThat(ok(result).err()).contains("found no runs in " + nowhere);
    assertThat(result.out()).isEmpty();
    assertThat(nowhere).doesNotExist();
    assertThat(
            Cli.run("runs", "list", "--json", "--dir", nowhere.toString())
                .json()
                .get("runs")
                .size())
        .isZero();
  }

  @Test
  void aRunIsNamedByPathOrUniqueBeginning() throws IOException {
    Path one = StoredRuns.training(dir, "compare-2026-a", "basic", 0.5, "2026-01-01T00:00:00Z");
    StoredRuns.training(dir, "compare-2026-b", "basic", 0.5, "2026-01-01T00:00:00Z");
    assertThat(ok(runs("tag", "compare-2026-a", "x")).out()).contains("x");
    assertThat(ok(runs("tag", one.toString(), "y")).out()).contains("x y");
    assertThat(ok(runs("untag", "compare-2026-a", "x")).out()).doesNotContain("x y").contains("y");
    assertThat(ok(runs("list", "--filter", "tag=y")).out()).contains("compare-2026-a");
    refused(
        runs("show", "compare"),
        "'compare' is the beginning of 2 runs",
        "compare-2026-a, compare-2026-b");
    refused(runs("show", "compare-2026-c"), "found no run", "did you mean 'compare-2026-a'?");
    refused(runs("show", "zzz"), "'reslab runs list'");
    refused(runs("tag", "compare-2026-a", "two words"), "found 'two words'");
  }

  @Test
  void showsAndComparesWhatWasMeasured() throws IOException {
    Path a = train("a", "basic", "0.1");
    train("b", "basic", "0.01");
    train("c", "preact", "0.1");
    String shown = ok(runs("show", "a")).out();
    assertThat(shown)
        .contains("kind           training", "status         completed", "  lr: 0.1")
        .contains("95 % t interval")
        .containsPattern("net +block +test top-5 % +test ECE +val top-5 % +val ECE\n")
        .containsPattern("tinynet +basic +\\d+\\.\\d\\d");
    JsonNode document = ok(runs("show", "--json", "a")).json();
    assertThat(document.get("comparison").get("blocks").size()).isOne();
    assertThat(
            ok(runs("list", "--filter", "test_top5_accuracy>=0", "test_calibration_error<1")).out())
        .contains("a ");

    String text = ok(runs("compare", "a", "b", "c")).out();
    assertThat(text)
        .containsPattern("setting +a +b +c\n")
        .containsPattern("lr +0.1 +0.01 +0.1\n")
        .containsPattern("blocks +\\[basic\\] +\\[basic\\] +\\[preact\\]\n")
        .doesNotContain("epochs")
        .contains("paired by seed")
        .containsPattern("test acc, % points +a tinynet basic +b tinynet basic +");
    JsonNode compared = ok(runs("compare", "--json", "a", "b", "c")).json();
    assertThat(compared.get("differences").size()).isEqualTo(4);
    JsonNode loss = compared.get("differences").get(2);
    assertThat(loss.get("metric").asString()).isEqualTo("train_loss");
    assertThat(loss.get("pairs").asInt()).isEqualTo(3);
    double meanA =
        compared.get("rows").get(0).get("summary").get("train_loss").get("mean").asDouble();
    double meanB =
        compared.get("rows").get(1).get("summary").get("train_loss").get("mean").asDouble();
    assertThat(loss.get("difference").get("mean").asDouble())
        .isCloseTo(meanA - meanB, org.assertj.core.api.Assertions.within(1e-12));
    assertThat(loss.get("p_holm").asDouble())
        .isGreaterThanOrEqualTo(loss.get("p_value").asDouble());
    refused(runs("compare", "a", a.toString()), "found 1 run, expected two");
  }

  @Test
  void accuraciesOfDifferentImagesAreNotSubtracted() throws IOException {
    train("a", "basic", "0.1");
    Path settings = train("b", "basic", "0.01").resolve("experiment.yaml");
    String before = Files.readString(settings);
    Files.writeString(settings, before.replace("data: synthetic\n", "data: cifar100\n"));
    Cli other = ok(runs("compare", "a", "b"));
    assertThat(other.out())
        .doesNotContain("paired by seed")
        .contains("no difference in test_accuracy between a and b: data is synthetic and cifar100");
    JsonNode document = ok(runs("compare", "--json", "a", "b")).json();
    assertThat(document.get("differences").size()).isZero();
    assertThat(document.get("notes").size()).isEqualTo(2);

    // The loss is of the training images, which are the same.
    Files.writeString(settings, before.replaceFirst("test_subset: \\d+", "test_subset: 7"));
    JsonNode fewer = ok(runs("compare", "--json", "a", "b")).json();
    assertThat(fewer.get("differences").get(0).get("metric").asString()).isEqualTo("train_loss");
    assertThat(fewer.get("notes").get(0).asString()).contains("test_subset is ", " and 7");
  }

  @Test
  void removesOnlyRunsThatNobodyWrites() throws IOException {
    Path first = StoredRuns.training(dir, "first", "basic", 0.5, "2026-01-01T00:00:00Z");
    Path second = StoredRuns.training(dir, "second", "basic", 0.5, "2026-01-01T00:00:00Z");
    Path outside = Files.createDirectories(dir.resolve("outside"));
    Files.writeString(outside.resolve("keep.txt"), "mine");
    Files.createSymbolicLink(
        Files.createDirectories(first.resolve("export")).resolve("link"), outside);
    Path link = Files.createSymbolicLink(dir.resolve("alias"), second);

    refused(runs("rm", "first"), "no terminal", "--yes");
    refused(runs("rm", outside.toString(), "--yes"), "found no run");
    refused(runs("rm", link.toString(), "--yes"), "is a link");
    refused(runs("rm", "first", "nothing", "--yes"), "found no run 'nothing'");
    Path project = Files.createDirectories(dir.resolve("project"));
    Files.writeString(project.resolve("experiment.yaml"), "epochs: 1\n");
    refused(runs("rm", "project", "--yes"), "no run of it");
    Files.writeString(project.resolve("thesis.tex"), "years of work");
    refused(runs("rm", "project", "--yes"), "not of a run: thesis.tex");
    assertThat(project.resolve("thesis.tex")).exists();
    assertThat(first).exists();
    assertThat(second).exists();

    assertThat(ok(runs("rm", "first", "--yes")).out()).contains("removed " + first);
    assertThat(first).doesNotExist();
    assertThat(outside.resolve("keep.txt")).exists();
    assertThat(ok(runs("rm", "second", "--yes", "--json")).json().get("removed").size()).isOne();
    assertThat(second).doesNotExist();
  }

  @Test
  void aRunThatIsBeingWrittenStaysAndIsListedAsRunning() throws Exception {
    Path run = dir.resolve("live");
    Path work = Files.createDirectories(dir.resolve("work"));
    Process process =
        Cli.start(
            work,
            Map.of(),
            List.of(),
            "compare",
            "--data",
            "synthetic",
            "--subset",
            "20000",
            "--batch",
            "32",
            "--base",
            "8",
            "--epochs",
            "50",
            "--out",
            run.toString());
    try {
      Path metrics = run.resolve("metrics.jsonl");
      while (!Files.exists(metrics) || Files.size(metrics) == 0) {
        assertThat(process.isAlive()).isTrue();
        Thread.sleep(20);
      }
      assertThat(ok(runs("list", "--filter", "status=running")).out()).contains("live");
      refused(runs("rm", "live", "--yes"), "is being written");
    } finally {
      process.destroyForcibly().waitFor();
    }
    // Its files are as they were; only the process is gone.
    assertThat(ok(runs("list", "--filter", "status=interrupted")).out()).contains("live");
    ok(runs("rm", "live", "--yes"));
    assertThat(run).doesNotExist();
  }

  @Test
  void namesCannotCommandTheTerminal() throws IOException {
    StoredRuns.training(
        dir, "a\u001b[31mred\u202e", "<b>x</b>\\u001b[2J", 0.5, "2026-01-01T00:00:00Z");
    String text = ok(runs("list")).out();
    assertThat(text)
        .contains("a\\u001b[31mred\\u202e", "<b>x</b>")
        .doesNotContain("\u001b")
        .doesNotContain("\u202e");
  }

  /**
   * SQLite unpacks its native part to the temporary folder, which may be missing or not executable.
   */
  @Test
  void runsAreListedWithoutATemporaryFolder() throws Exception {
    StoredRuns.training(dir, "a", "basic", 0.5, "2026-01-01T00:00:00Z");
    List<String> jvm = List.of("-Djava.io.tmpdir=" + dir.resolve("none"));
    Cli result = Cli.fork(dir, Map.of(), jvm, "runs", "list", "--dir", dir.toString());
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out()).contains("a  ");
    assertThat(result.err()).doesNotContain("at org.").doesNotContain("Exception");
    Cli verbose =
        Cli.fork(dir, Map.of(), jvm, "runs", "list", "--verbose", "--dir", dir.toString());
    assertThat(verbose.err()).contains(".index.sqlite cannot be used");
  }

  @Test
  void theWorkingDirectoryIsNotRemoved() throws Exception {
    Path run = StoredRuns.training(dir, "a", "basic", 0.5, "2026-01-01T00:00:00Z");
    for (String name : List.of(".", "./.", run.toString(), "../a/")) {
      List<String> words = new ArrayList<>(Cli.command(List.of()));
      words.addAll(List.of("runs", "rm", name, "--yes"));
      Path log = dir.resolve("log");
      int code =
          new ProcessBuilder(words)
              .directory(run.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start()
              .waitFor();
      assertThat(code).isEqualTo(2);
      assertThat(log).content().contains("is the working directory, or holds it");
    }
    assertThat(run.resolve("summary.json")).exists();
  }

  @Test
  void theIndexIsMadeWithoutWarningsInAProcessOfItsOwn() throws Exception {
    StoredRuns.training(dir, "a", "basic", 0.5, "2026-01-01T00:00:00Z");
    Cli result = Cli.fork(dir, Map.of(), List.of(), "runs", "list", "--dir", dir.toString());
    assertThat(result.code()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out()).contains("a ");
  }
}
