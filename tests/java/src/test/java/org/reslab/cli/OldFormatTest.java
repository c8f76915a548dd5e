// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reslab.Checkpoint;
import org.reslab.Fixture;
import org.reslab.NetworkSpec;
import org.reslab.OnBothKernels;
import tools.jackson.databind.JsonNode;

/** Run directories that version 0.1.0 wrote still open, resume, report and export. */
@OnBothKernels
class OldFormatTest {
  private static final Path WRITTEN = Fixture.source().resolve("tests/data/format-0.1.0");

  @TempDir Path folder;

  private Path copy(String name) throws IOException {
    Path source = WRITTEN.resolve(name);
    Path target = folder.resolve(name);
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, target.resolve(source.relativize(file)));
      }
    }
    return target;
  }

  private static Cli succeeds(String... args) {
    Cli result = Cli.run(args);
    assertThat(result.code()).as("%s%n%s", String.join(" ", args), result.err()).isZero();
    return result;
  }

  @Test
  void anInterruptedTrainingResumes() throws IOException {
    Path run = copy("training");
    String metrics = Files.readString(run.resolve("metrics.jsonl"));
    byte[] finished =
        Files.readAllBytes(run.resolve("checkpoints/tinynet-plain-s3/last.safetensors"));

    // Another machine's last digits may differ, which is refused unless it is allowed.
    Cli resumed = succeeds("compare", "--resume", run.toString(), "--allow-inexact", "--json");

    JsonNode runs = resumed.json().get("runs");
    assertThat(runs).hasSize(2);
    for (JsonNode each : runs) {
      assertThat(each.get("status").asString()).isEqualTo("completed");
    }
    assertThat(runs.get(0).get("parameters").asLong()).isEqualTo(1406);
    assertThat(runs.get(0).has("scores")).isFalse(); // its evaluation is of before there were any
    assertThat(runs.get(1).has("scores")).isTrue();
    assertThat(Files.readString(run.resolve("metrics.jsonl"))).startsWith(metrics);
    assertThat(run.resolve("checkpoints/tinynet-plain-s3/last.safetensors"))
        .hasBinaryContent(finished);
    assertThat(Files.readAllLines(run.resolve("metrics.jsonl")))
        .filteredOn(line -> line.contains("tinynet-mine-s3") && line.contains("\"loss\""))
        .hasSize(8);
  }

  @Test
  void anInterruptedTrainingIsShownReportedAndExported() throws IOException {
    Path run = copy("training");
    Cli shown = succeeds("runs", "show", run.toString());
    assertThat(shown.out()).contains("tinynet", "plain", "mine").doesNotContain("is damaged");
    succeeds("report", run.toString());
    assertThat(run.resolve("report.html")).content().contains("tinynet", "mine");
    succeeds(
        "export",
        run.toString(),
        "--format",
        "csv,jsonl,markdown,tensorboard",
        "--out",
        folder.resolve("export").toString());
    assertThat(folder.resolve("export")).isNotEmptyDirectory();
  }

  @Test
  void aCheckpointLoads() throws IOException {
    Path best = copy("training").resolve("checkpoints/tinynet-plain-s3/best.safetensors");
    NetworkSpec spec = Objects.requireNonNull(Checkpoint.networkSpec(best));
    assertThat(spec.net()).isEqualTo("tinynet");
    assertThat(spec.block().name()).isEqualTo("plain");
    assertThat(spec.layers()).isEqualTo(List.of(1L, 1L));
    assertThat(spec.seed()).isEqualTo(3);
    Cli evaluated =
        succeeds(
            "evaluate",
            "--checkpoint",
            best.toString(),
            "--data",
            "synthetic",
            "--subset",
            "8",
            "--json");
    assertThat(evaluated.json().get("images").asInt()).isEqualTo(8);
  }

  @Test
  void aDiagnosisIsShownReportedAndExported() throws IOException {
    Path run = copy("diagnosis");
    assertThat(succeeds("runs", "show", run.toString()).out()).contains("tinynet", "preact");
    succeeds("report", run.toString());
    assertThat(run.resolve("report.html"))
        .content()
        .contains("As theory predicts; healthy.", "zero_fraction");
    succeeds(
        "export",
        run.toString(),
        "--format",
        "csv,markdown,junit",
        "--out",
        folder.resolve("export").toString());
    assertThat(folder.resolve("export")).isNotEmptyDirectory();
  }

  @Test
  void anInterruptedDiagnosisResumes() throws IOException {
    Path run = copy("diagnosis");
    Path cells = run.resolve("cells.jsonl");
    List<String> measured = Files.readAllLines(cells).subList(0, 4);
    Files.write(cells, measured);
    Files.delete(run.resolve("diagnosis.json"));

    succeeds(
        "diagnose", "--file", run.resolve("experiment.yaml").toString(), "--out", run.toString());

    assertThat(Files.readAllLines(cells)).hasSize(6).startsWith(measured.toArray(String[]::new));
    assertThat(run.resolve("diagnosis.json")).exists();
  }
}
