// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reslab.SpecialFiles;
import org.reslab.store.StoredRuns;

/** What commands do where their output is to go and something is there. */
class OutputTargetsTest {
  @TempDir Path folder;

  /** Commands that write one file, each to be completed with its path. */
  private List<List<String>> writers() throws IOException {
    Path run = StoredRuns.training(folder, "run", "basic", 0.5, "2026-01-01T00:00:00Z");
    Path weights = folder.resolve("w.safetensors");
    List<String> init = List.of("init", "--net", "tinynet", "--block", "basic", "--width", "4");
    ok(init, "--out", weights.toString());
    return List.of(
        with(init, "--out"),
        with(
            List.of("evaluate", "--data", "synthetic", "--subset", "8"),
            "--checkpoint",
            weights.toString(),
            "--logits"),
        List.of("report", run.toString(), "--out"),
        with(
            List.of("diagnose", "--nets", "resnet-8", "--blocks", "plain", "--width", "4"),
            "--batch",
            "4",
            "--seeds",
            "0,1",
            "--device",
            "cpu",
            "--out",
            folder.resolve("diagnosis").toString(),
            "--junit"));
  }

  private static List<String> with(List<String> words, String... more) {
    List<String> all = new ArrayList<>(words);
    all.addAll(List.of(more));
    return all;
  }

  private static Cli run(List<String> words, String... more) {
    return Cli.run(with(words, more).toArray(String[]::new));
  }

  private static void ok(List<String> words, String... more) {
    Cli result = run(words, more);
    assertThat(result.code()).as("%s: %s", words, result.err()).isZero();
  }

  private static void refused(String message, List<String> words, String... more) {
    Cli result = run(words, more);
    assertThat(result.code()).as("%s: %s", words, result.err()).isEqualTo(2);
    assertThat(result.err()).contains(message);
  }

  @Test
  void anotherFileIsReplacedOnlyOnRequestAndThroughItsLink() throws IOException {
    for (List<String> writer : writers()) {
      Path target = Files.writeString(folder.resolve("target"), "mine");
      Path link = folder.resolve("link");
      Files.deleteIfExists(link);
      Files.createSymbolicLink(link, Path.of("target"));
      refused("--overwrite", writer, target.toString());
      refused("--overwrite", writer, link.toString());
      assertThat(target).hasContent("mine");
      ok(writer, link.toString(), "--overwrite");
      assertThat(link).as("%s", writer).isSymbolicLink();
      assertThat(Files.size(target)).isGreaterThan(100);
      Files.delete(target);
      ok(writer, link.toString());
      assertThat(link).as("%s", writer).isSymbolicLink();
      assertThat(Files.size(target)).isGreaterThan(100);
    }
  }

  @Test
  void whatIsNoRegularFileIsNeverReplaced() throws IOException {
    Path fifo = SpecialFiles.fifo(folder.resolve("fifo"));
    Path link = Files.createSymbolicLink(folder.resolve("to-fifo"), fifo);
    Path directory = Files.createDirectory(folder.resolve("directory"));
    for (List<String> writer : writers()) {
      for (Path each : List.of(fifo, link, directory)) {
        refused("expected a regular file or nothing", writer, each.toString(), "--overwrite");
        refused("expected a regular file or nothing", writer, each.toString());
      }
    }
    assertThat(Files.readAttributes(fifo, "isOther", LinkOption.NOFOLLOW_LINKS))
        .containsEntry("isOther", true);
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void aDeviceIsNeverReplaced() throws IOException {
    Path device = SpecialFiles.device(folder.resolve("device"));
    for (List<String> writer : writers()) {
      refused("is a device or a FIFO", writer, device.toString(), "--overwrite");
      refused("is a device or a FIFO", writer, device.toString());
    }
    assertThat(Files.readAttributes(device, "isOther")).containsEntry("isOther", true);
  }

  /** A run directory may come from anybody; a link in it is not the user's word. */
  @Test
  void aLinkInARunDirectoryIsNotFollowed() throws IOException {
    Path run = StoredRuns.training(folder, "run", "basic", 0.5, "2026-01-01T00:00:00Z");
    Path victim = Files.writeString(folder.resolve("victim"), "mine");
    Files.createSymbolicLink(run.resolve("report.html.tmp"), victim);
    ok(List.of("report", run.toString()));
    Files.delete(run.resolve("report.html"));
    Files.createSymbolicLink(run.resolve("report.html"), victim);
    refused("is a link", List.of("report", run.toString(), "--overwrite"));
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Files.createSymbolicLink(run.resolve("export"), elsewhere);
    refused("is a link", List.of("export", run.toString(), "--format", "markdown"));
    assertThat(victim).hasContent("mine");
    assertThat(elsewhere).isEmptyDirectory();
    Files.delete(run.resolve("export"));
    Path export = Files.createDirectory(run.resolve("export"));
    Files.createSymbolicLink(export.resolve("evil"), folder);
    Files.writeString(
        export.resolve("export.json"), "{\"formats\": {\"markdown\": [\"evil/victim\"]}}");
    Cli result = run(List.of("export", run.toString(), "--format", "markdown"));
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("'evil/victim' is not in", "choose another --out");
    assertThat(victim).hasContent("mine");
  }
}
