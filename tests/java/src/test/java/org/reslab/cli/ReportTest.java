// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reslab.OnBothKernels;
import tools.jackson.databind.JsonNode;

/** {@code reslab report}, and {@code --report} of the commands that write run directories. */
@OnBothKernels
class ReportTest {
  @TempDir Path folder;

  private Path diagnosed(String... more) {
    Path run = folder.resolve("depth");
    List<String> args =
        new java.util.ArrayList<>(
            List.of(
                "diagnose",
                "--net",
                "resnet-8",
                "--blocks",
                "basic,preact",
                "--base",
                "4",
                "--seeds",
                "2",
                "--batch",
                "8",
                "--metrics",
                "economy",
                "--input",
                "gaussian",
                "--out",
                run.toString()));
    args.addAll(List.of(more));
    Cli result = Cli.run(args.toArray(String[]::new));
    assertThat(result.code()).as(result.err()).isZero();
    return run;
  }

  @Test
  void trainingEndsWithAPageWhereAskedFor() {
    Path run = folder.resolve("run");
    Cli result =
        Cli.run(
            "train",
            "--data",
            "synthetic",
            "--subset",
            "32",
            "--test-subset",
            "16",
            "--epochs",
            "1",
            "--base",
            "4",
            "--batch",
            "16",
            "--threads",
            "1",
            "--report",
            "--out",
            run.toString(),
            "--json");
    assertThat(result.code()).as(result.err()).isZero();
    Path page = run.resolve("report.html");
    assertThat(result.json().get("report").asString()).isEqualTo(page.toString());
    assertThat(page).content().contains("Run run", "tinynet");
    // The page is no obstacle to the next run in the same place.
    Cli again =
        Cli.run(
            "train",
            "--data",
            "synthetic",
            "--subset",
            "32",
            "--test-subset",
            "16",
            "--epochs",
            "1",
            "--base",
            "4",
            "--batch",
            "16",
            "--threads",
            "1",
            "--out",
            run.toString(),
            "--overwrite");
    assertThat(again.code()).as(again.err()).isZero();
  }

  @Test
  void writesBesideOneRunAndHereForSeveral() {
    Path run = diagnosed("--report");
    assertThat(run.resolve("report.html")).content().contains("Diagnosis depth");
    Cli turkish = Cli.run("report", run.toString(), "--lang", "tr", "--title", "Başlık <b>");
    assertThat(turkish.code()).as(turkish.err()).isZero();
    assertThat(turkish.out()).contains("report: " + run.resolve("report.html"));
    assertThat(run.resolve("report.html"))
        .content()
        .contains("lang=\"tr\"", "<title>Başlık &lt;b&gt;</title>");

    Path both = folder.resolve("both.html");
    JsonNode json =
        Cli.run("report", run.toString(), run + "/.", "--out", both.toString(), "--json").json();
    assertThat(json.get("out").asString()).isEqualTo(both.toString());
    assertThat(both).exists();
  }

  @Test
  void saysWhatIsMissing() throws IOException {
    Path run = diagnosed();
    Files.delete(run.resolve("diagnosis.json"));
    Files.delete(run.resolve("environment.json"));
    Files.writeString(run.resolve("histograms.jsonl"), "{\nx\n");
    Cli result = Cli.run("report", run.toString());
    assertThat(result.code()).isZero();
    assertThat(result.err()).contains("note: depth: histograms.jsonl line 1 is damaged");
  }

  @Test
  void refusesWhatIsNoRunAndWhatIsNotItsOwn() throws IOException {
    assertThat(Cli.run("report", folder.toString()))
        .satisfies(result -> {
          assertThat(result.code()).isEqualTo(2);
          assertThat(result.err()).contains("is no run directory");
        });
    Path run = diagnosed();
    Path mine = Files.writeString(folder.resolve("mine.html"), "mine");
    Cli refused = Cli.run("report", run.toString(), "--out", mine.toString());
    assertThat(refused.code()).isEqualTo(2);
    assertThat(mine).hasContent("mine");
    assertThat(Cli.run("report", run.toString(), "--out", mine.toString(), "--overwrite").code())
        .isZero();
  }

  @Test
  void servesUntilInterrupted() throws IOException, InterruptedException {
    Path run = diagnosed();
    Path place = Files.createDirectories(folder.resolve("process"));
    Process process =
        Cli.start(place, Map.of(), List.of(), "report", run.toString(), "--serve", "--json");
    try {
      Path out = place.resolve("stdout");
      for (int i = 0; i < 600 && Files.size(out) == 0; i++) {
        Thread.sleep(50);
      }
      String url = new Cli(0, Files.readString(out), "").json().get("url").asString();
      HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
      assertThat(connection.getResponseCode()).isEqualTo(200);
      connection.disconnect();
      new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(130);
    } finally {
      process.destroyForcibly();
    }
  }
}
