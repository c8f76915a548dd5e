// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reslab.InvalidArgumentException;
import org.reslab.store.StoredRun;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is written, without a browser. */
class HtmlReportTest {
  private static final Pattern DATA = Pattern.compile("id=\"data\">(.*?)</script>", Pattern.DOTALL);

  @TempDir Path folder;

  /** A training directory of as many runs as asked for, of one epoch and some steps. */
  private Path training(String name, int blocks, int steps) throws IOException {
    Path run = Files.createDirectories(folder.resolve(name));
    Files.writeString(run.resolve("experiment.yaml"), "blocks: [basic]\nepochs: 1\n");
    StringBuilder lines = new StringBuilder();
    for (int block = 0; block < blocks; block++) {
      for (int step = 1; step <= steps; step++) {
        lines.append(row("b" + block, step, "loss", step == 7 ? 50 : 1));
      }
      lines.append(row("b" + block, steps, "test_accuracy", 0.5));
    }
    Files.writeString(run.resolve("metrics.jsonl"), lines);
    return run;
  }

  private static String row(String block, int step, String metric, double value) {
    return "{\"run\":\"n-%s-s0\",\"net\":\"n\",\"block\":\"%s\",\"seed\":0,\"epoch\":1,\"step\":%d,\"metric\":\"%s\",\"value\":%s}%n"
        .formatted(block, block, step, metric, value);
  }

  private String write(Path... runs) throws IOException {
    Path out = folder.resolve("report.html");
    new HtmlReport(Language.ENGLISH, null)
        .write(List.of(runs).stream().map(StoredRun::open).toList(), out, false);
    return Files.readString(out);
  }

  private static JsonNode data(String html) {
    Matcher matcher = DATA.matcher(html);
    assertThat(matcher.find()).isTrue();
    return JsonMapper.shared().readTree(matcher.group(1));
  }

  @Test
  void needsNothingFromOutsideAndAdmitsItsOwnScriptsAlone()
      throws IOException, NoSuchAlgorithmException {
    String html = write(training("run", 1, 3));
    assertThat(html).startsWith("<!doctype html>").contains("default-src 'none'", "Leon Sorokin");
    assertThat(html).doesNotContain("src=\"", "unsafe-inline", "@import", "url(");
    Matcher scripts = Pattern.compile("<(script|style)>(.*?)</\\1>", Pattern.DOTALL).matcher(html);
    int found = 0;
    while (scripts.find()) {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(scripts.group(2).getBytes(StandardCharsets.UTF_8));
      assertThat(html).contains("'sha256-" + Base64.getEncoder().encodeToString(digest) + "'");
      found++;
    }
    assertThat(found).isEqualTo(3);
  }

  @Test
  void markupAndSeparatorsStayInsideTheDocument() throws IOException {
    Path run = training("run", 1, 3);
    String evil = "</script><script>alert(1)</script><!--\u2028";
    Files.writeString(run.resolve("metrics.jsonl"), row(evil, 1, "test_accuracy", 0.5));
    String html = write(run);
    assertThat(html).doesNotContain("alert(1)</script>", "<!--\u2028", "\u2028");
    assertThat(data(html).get("series").get(0).get("label").asString()).isEqualTo(evil);
  }

  @Test
  void replacesItsOwnPageAndNoOther() throws IOException {
    Path run = training("run", 1, 3);
    Path out = folder.resolve("report.html");
    Files.writeString(out, "mine");
    HtmlReport report = new HtmlReport(Language.ENGLISH, null);
    List<StoredRun> runs = List.of(StoredRun.open(run));
    assertThatThrownBy(() -> report.write(runs, out, false))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("--overwrite");
    assertThat(out).hasContent("mine");
    report.write(runs, out, true);
    assertThat(Files.readString(out)).startsWith("<!doctype html>");
    Files.writeString(out, "\ntouched-by-hand", java.nio.file.StandardOpenOption.APPEND);
    report.write(runs, out, false);
    assertThat(Files.readString(out)).doesNotContain("touched-by-hand");
    assertThatThrownBy(() -> report.write(runs, folder, false))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("is a folder");
    assertThatThrownBy(() -> report.write(runs, folder.resolve("no/x.html"), false))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("found no folder");
  }

  @Test
  void longRunsAreThinnedAndManySeriesLeftOutAndBothSaid() throws IOException {
    String html = write(training("long", 1, 5000), training("run", PageData.MOST_SERIES + 2, 40));
    JsonNode data = data(html);
    JsonNode curves = data.get("curves");
    assertThat(curves.get("steps_per_point").asInt()).isEqualTo(5);
    assertThat(data.get("series")).hasSize(PageData.MOST_SERIES);
    assertThat(data.get("notes").toString()).contains("first 48 series are drawn, 3 are not");
    JsonNode line = curves.get("step").get("train_loss").get("run/n/b0");
    assertThat(line.get("x")).hasSize(8);
    assertThat(line.get("high").get(1).asDouble()).isEqualTo(50);
  }

  @Test
  void thousandsOfRunsAreOnePage() throws IOException {
    StoredRun run = StoredRun.open(training("run", 1, 3));
    List<StoredRun> many =
        java.util.stream.IntStream.range(0, 3000)
            .mapToObj(i ->
                new StoredRun(
                    Path.of("/runs/r" + i),
                    run.kind(),
                    run.status(),
                    run.started(),
                    run.environment(),
                    run.experiment(),
                    run.experimentText(),
                    run.cells(),
                    run.comparison(),
                    run.diagnosis(),
                    run.histograms(),
                    run.problems()))
            .toList();
    Path out = folder.resolve("report.html");
    new HtmlReport(Language.ENGLISH, null).write(many, out, false);
    JsonNode data = data(Files.readString(out));
    assertThat(data.get("runs")).hasSize(PageData.MOST_RUNS);
    assertThat(data.get("notes").toString()).contains("2,960 are not");
    assertThat(Files.size(out)).isLessThan(2_000_000);
  }

  @Test
  void aDiagnosisOfAnotherFormIsAProblemAndNoFailure() throws IOException {
    Path run = Files.createDirectories(folder.resolve("d"));
    Files.writeString(run.resolve("diagnosis.json"), "{\"architectures\": [{\"net\": \"x\"}]}");
    assertThat(data(write(run)).get("runs").toString()).contains("diagnosis.json is damaged");
  }

  @Test
  void saysHowToRunItAgain() throws IOException {
    Path run = training("my run", 1, 3);
    Files.writeString(
        run.resolve("environment.json"),
        "{\"command_line\": [\"/jdk/bin/java\", \"-m\", \"org.reslab.cli/org.reslab.cli.Main\","
            + " \"compare\", \"--blocks\", \"basic[norm=gn(8)]\"], \"git\": {\"commit\":"
            + " \"abc\"}}");
    String runs = data(write(run)).get("runs").toString();
    assertThat(runs)
        .contains("\"recorded\":\"reslab compare --blocks 'basic[norm=gn(8)]'\"")
        .contains("\"again\":\"reslab compare --file 'my run/experiment.yaml'\"")
        .contains("\"git_commit\":\"abc\"")
        .doesNotContain("/jdk/bin/java");
  }
}
