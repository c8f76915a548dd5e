// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reslab.OnBothKernels;
import tools.jackson.databind.JsonNode;

/** Exports of runs that the program itself made. */
@OnBothKernels
class ExportTest {
  @TempDir Path temp;

  private Path train() {
    Path run = temp.resolve("run");
    Cli trained =
        Cli.run(
            "train",
            "--data=synthetic",
            "--subset=64",
            "--test-subset=32",
            "--batch=32",
            "--base=8",
            "--epochs=1",
            "--diagnose-every=1",
            "--out=" + run);
    assertThat(trained.code()).as(trained.err()).isZero();
    assertThat(trained.out()).contains("Training loss over the steps");
    return run;
  }

  @Test
  void aTrainedRunGoesIntoEveryFormat() {
    Path run = train();
    Cli exported =
        Cli.run(
            "export",
            run.toString(),
            "--format=tensorboard,csv,jsonl,markdown,png,svg,junit",
            "--json");
    assertThat(exported.code()).as(exported.err()).isZero();
    assertThat(exported.err()).contains("note: run: nothing of junit can be written");
    JsonNode document = exported.json().get("exports").get(0);
    assertThat(document.get("out").asString()).isEqualTo(run.resolve("export").toString());
    List<String> files = document.get("files").valueStream().map(JsonNode::asString).toList();
    assertThat(files).allMatch(file -> Files.exists(Path.of(file)));
    for (String ending :
        List.of(
            ".reslab",
            "csv/metrics.csv",
            "jsonl/epochs.jsonl",
            "summary.md",
            "-confusion.png",
            "-activations-epoch1.svg")) {
      assertThat(files).anyMatch(file -> file.endsWith(ending));
    }
  }

  @Test
  void nothingToWriteIsAFailure() {
    Cli exported = Cli.run("export", train().toString(), "--format=junit");
    assertThat(exported.code()).isEqualTo(1);
    assertThat(exported.out()).isEmpty();
    assertThat(exported.err()).contains("this run was trained, not diagnosed");
  }

  @Test
  void severalRunsGetFoldersOfTheirOwn() throws Exception {
    Path run = train();
    Path copy = temp.resolve("other/run");
    Files.createDirectories(copy);
    for (String file : List.of("experiment.yaml", "metrics.jsonl", "summary.json")) {
      Files.copy(run.resolve(file), copy.resolve(file));
    }
    Path out = temp.resolve("out");
    Cli exported =
        Cli.run("export", run.toString(), copy.toString(), "--format=markdown", "--out=" + out);
    assertThat(exported.code()).as(exported.err()).isZero();
    assertThat(exported.err()).contains("warning: run: timing.jsonl is missing");
    assertThat(out.resolve("run/summary.md")).exists();
    assertThat(out.resolve("run-2/summary.md")).exists();
  }

  @Test
  void aMachineWithoutFontsIsToldWhatToInstall() throws Exception {
    Path run = train();
    Path none = Files.writeString(temp.resolve("fonts.conf"), "<fontconfig></fontconfig>");
    Cli exported =
        Cli.fork(
            temp,
            Map.of("FONTCONFIG_FILE", none.toString()),
            // Where the JDK keeps what it once learned of fonts.
            List.of("-Duser.home=" + temp),
            "export",
            run.toString(),
            "--format=png");
    assertThat(exported.code()).as(exported.err()).isEqualTo(1);
    assertThat(exported.err())
        .contains("charts need fonts", "install fontconfig and a font")
        .doesNotContain("unexpected failure");
  }

  @Test
  void aDiagnosisBecomesATestReport() throws Exception {
    Path out = temp.resolve("diagnosis");
    Path report = temp.resolve("report.xml");
    Cli diagnosed =
        Cli.run(
            "diagnose",
            "--blocks=preact-noskip",
            "--input=gaussian",
            "--base=8",
            "--metrics=economy",
            "--batch=8",
            "--seeds=0..1",
            "--jobs=1",
            "--junit=" + report,
            "--out=" + out);
    assertThat(diagnosed.code()).as(diagnosed.err()).isZero();
    Cli exported = Cli.run("export", out.toString(), "--format=junit");
    assertThat(exported.code()).as(exported.err()).isZero();
    assertThat(out.resolve("export/junit.xml")).hasSameTextualContentAs(report);
    assertThat(Files.readString(report))
        .contains("name=\"structure: forgotten-addition (block preact-noskip)\"")
        .contains("<failure type=\"FAIL\"");
  }
}
