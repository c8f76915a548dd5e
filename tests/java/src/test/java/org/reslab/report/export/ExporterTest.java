// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reslab.CancelFlag;
import org.reslab.CancelledException;
import org.reslab.CorruptDataException;
import org.reslab.InvalidArgumentException;
import org.reslab.files.Json;
import org.reslab.health.Status;
import org.reslab.store.StoredRun;
import org.reslab.store.StoredRuns;
import org.w3c.dom.Document;

class ExporterTest {
  @TempDir Path temp;

  private ExportResult export(StoredRun run, ExportFormat... formats) {
    return exportTo(temp, run, formats);
  }

  private static ExportResult exportTo(Path folder, StoredRun run, ExportFormat... formats) {
    return new Exporter(run, Arrays.asList(formats), Status.FAIL)
        .write(folder, (what, done, total) -> {}, CancelFlag.create());
  }

  private String read(String name) throws IOException {
    return Files.readString(temp.resolve(name));
  }

  @Test
  void csvHasEveryValueInLongFormat() throws Exception {
    export(StoredRuns.trained(), ExportFormat.CSV);
    List<String> metrics = read("csv/metrics.csv").lines().toList();
    assertThat(metrics.getFirst()).isEqualTo("run,net,block,seed,epoch,step,metric,value");
    assertThat(metrics)
        .contains(
            "tinynet-basic-s0,tinynet,basic,0,1,1,loss,2.302585",
            "tinynet-basic-s0,tinynet,basic,0,2,3,loss,NaN",
            "tinynet-basic-s0,tinynet,basic,0,2,4,loss,inf",
            "tinynet-basic-s0,tinynet,basic,0,2,4,test_accuracy,0.7",
            "tinynet-basic-s0,tinynet,basic,0,2,4,diagnose/effective_rank/stage1.0,4.5");
    assertThat(read("csv/metrics.csv")).contains("\"b|<b>&\"\"\n,\"");
    assertThat(read("csv/epochs.csv"))
        .contains(
            "tinynet-basic-s0,tinynet,basic,0,2,4,NaN,1.1,0.7,NaN,NaN,1.25,0.01,10.0,8.0,500.0");
    assertThat(read("csv/confusion.csv")).contains("basic,0,cat,dog,3");
    assertThat(read("csv/scores.csv"))
        .isEqualTo(
            """
            run,net,block,seed,test_top5_accuracy,test_calibration_error,val_top5_accuracy,val_calibration_error
            tinynet-basic-s0,tinynet,basic,0,0.9,0.125,,
            """);
    assertThat(read("csv/histograms.csv"))
        .contains("stage1.0,1,-inf,-1.0,2", "stage1.0,1,-0.5,0.0,5", "stage1.0,1,1.0,inf,3");
  }

  @Test
  void jsonLinesHaveNullForWhatJsonHasNot() throws Exception {
    export(StoredRuns.trained(), ExportFormat.JSONL);
    assertThat(read("jsonl/metrics.jsonl").lines())
        .contains(
            "{\"run\":\"tinynet-basic-s0\",\"net\":\"tinynet\",\"block\":\"basic\",\"seed\":0,"
                + "\"epoch\":2,\"step\":3,\"metric\":\"loss\",\"value\":null}");
    assertThat(read("jsonl/runs.jsonl")).contains("\"status\":\"completed\"");
  }

  @Test
  void aDiagnosisHasTablesOfItsOwn() throws Exception {
    export(StoredRuns.diagnosed(StoredRuns.document()), ExportFormat.CSV, ExportFormat.MARKDOWN);
    assertThat(read("csv/metrics.csv"))
        .isEqualTo(
            """
            net,block,depth,width,init,bn_mode,input,seed,metric,value
            resnet-8,plain,8,16,default,train,gaussian,0,good,0.5
            resnet-8,plain,8,16,default,train,gaussian,1,good,NaN
            """);
    assertThat(read("csv/profiles.csv"))
        .contains("gradient_scale,stage2.0.relu2,2,geometric,0.1,NaN,NaN");
    assertThat(read("csv/verdicts.csv"))
        .contains("warn,health,odd,3.0,NaN,NaN,2,0,1.0,2.0,Too large.");
    assertThat(read("summary.md"))
        .contains("| resnet-8 | plain | gaussian | 8 | FAIL | Not healthy. |")
        .contains("## net \\<plain\\> \\& co");
  }

  @Test
  void markdownKeepsMarkupAsText() throws Exception {
    export(StoredRuns.trained(), ExportFormat.MARKDOWN);
    assertThat(read("summary.md"))
        .startsWith("# made-up\n")
        .contains("| block | params | MACs | train loss | test acc % |")
        .contains("| --- | ---: |")
        .contains("| a\\|b | 696,618 | 101.2M | 0.5000 | 80.00 |");
  }

  @Test
  void chartsAreImagesAndDrawings() throws Exception {
    ExportResult result = export(StoredRuns.trained(), ExportFormat.PNG, ExportFormat.SVG);
    assertThat(result.files())
        .extracting(file -> temp.relativize(file).toString())
        .contains(
            "png/tinynet-train-loss.png",
            "png/tinynet-test-accuracy.png",
            "png/tinynet-step-loss.png",
            "png/tinynet-basic-s0-confusion.png",
            "png/tinynet-basic-s0-mistakes.png",
            "png/tinynet-basic-s0-activations-epoch0.png",
            "svg/tinynet-basic-s0-mistakes.svg",
            "svg/tinynet-step-lr.svg");
    for (Path file : result.files()) {
      if (file.toString().endsWith(".png")) {
        assertThat(ImageIO.read(file.toFile()).getWidth()).as(file.toString()).isGreaterThan(400);
      } else {
        Document svg =
            DocumentBuilderFactory.newDefaultNSInstance()
                .newDocumentBuilder()
                .parse(withoutDoctype(file));
        assertThat(svg.getDocumentElement().getLocalName()).isEqualTo("svg");
        assertThat(svg.getDocumentElement().getElementsByTagName("title").item(0).getTextContent())
            .isNotEmpty();
      }
    }
  }

  /** The parser would fetch the DTD that it names. */
  private static java.io.InputStream withoutDoctype(Path svg) throws IOException {
    return new java.io.ByteArrayInputStream(
        Files.readString(svg)
            .replaceFirst("<!DOCTYPE[^>]*>", "")
            .getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  @Test
  void depthIsDrawnOfADiagnosis() {
    ExportResult result = export(StoredRuns.diagnosed(StoredRuns.document()), ExportFormat.PNG);
    assertThat(result.files())
        .extracting(file -> file.getFileName().toString())
        .containsExactly(
            "resnet-8-width-16-init-default-BN-train-input-gaussian-gradient_scale.png");
  }

  @Test
  void whatAFormatCannotHoldIsSaid() {
    ExportResult trained = export(StoredRuns.trained(), ExportFormat.JUNIT, ExportFormat.CSV);
    assertThat(trained.notes())
        .containsExactly(
            "made-up: nothing of junit can be written; it holds verdicts, and this run was trained,"
                + " not diagnosed");
    assertThat(trained.files()).isNotEmpty();
    ExportResult unfinished = export(StoredRuns.diagnosed(null), ExportFormat.MARKDOWN);
    assertThat(unfinished.files()).isEmpty();
    assertThat(unfinished.notes()).hasSize(1);
  }

  @Test
  void anExportReplacesItsOwnFilesAndNoOthers() throws Exception {
    StoredRun diagnosis = StoredRuns.diagnosed(StoredRuns.document());
    export(StoredRuns.trained(), ExportFormat.CSV, ExportFormat.JSONL);
    Files.writeString(temp.resolve("csv/notes.txt"), "mine");
    export(diagnosis, ExportFormat.CSV);
    assertThat(temp.resolve("csv/epochs.csv")).doesNotExist();
    assertThat(temp.resolve("csv/verdicts.csv")).exists();
    assertThat(temp.resolve("jsonl/epochs.jsonl")).exists();
    assertThat(temp.resolve("csv/notes.txt")).hasContent("mine");
  }

  @Test
  void whatAKilledExportHadHalfWrittenIsRemoved() throws Exception {
    export(StoredRuns.trained(), ExportFormat.CSV);
    Path half = temp.resolve("csv/metrics.csv.tmp-0123456789abcdef");
    Path list = temp.resolve("export.json.tmp-0123456789abcdef");
    Path foreign = temp.resolve("csv/mine.csv.tmp-0123456789abcdef");
    for (Path each : List.of(half, list, foreign)) {
      Files.writeString(each, "half");
    }
    export(StoredRuns.trained(), ExportFormat.CSV);
    assertThat(half).doesNotExist();
    assertThat(list).doesNotExist();
    assertThat(foreign).hasContent("half");
  }

  @Test
  void aForeignFileInTheWayIsLeftAlone() throws Exception {
    Files.writeString(temp.resolve("summary.md"), "mine");
    assertThatThrownBy(() -> export(StoredRuns.trained(), ExportFormat.MARKDOWN))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("summary.md exists and was not written by an export of markdown");
    assertThat(temp.resolve("summary.md")).hasContent("mine");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../kept", "/kept", "link/kept", "deep/link/kept", "a/../../kept", ".", "", "x\0"})
  void aListThatNamesFilesElsewhereIsRefused(String name) throws Exception {
    Path outside = Files.createDirectory(temp.resolve("outside"));
    Path kept = Files.writeString(outside.resolve("kept"), "mine");
    Path folder = temp.resolve("out");
    Files.createDirectories(folder.resolve("deep"));
    Files.createSymbolicLink(folder.resolve("link"), outside);
    Files.createSymbolicLink(folder.resolve("deep/link"), outside);
    String entry = name.startsWith("/") ? kept.toString() : name;
    Files.writeString(
        folder.resolve("export.json"),
        Json.text(Map.of("formats", Map.of("markdown", List.of(entry)))));
    assertThatThrownBy(() -> exportTo(folder, StoredRuns.trained(), ExportFormat.MARKDOWN))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContainingAll("export.json", "'" + entry + "'");
    assertThat(kept).hasContent("mine");
    assertThat(folder.resolve("summary.md")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../../x", "link/x", "..", "a/../../b"})
  void aCellThatLeadsElsewhereIsRefused(String name) throws Exception {
    Path folder = temp.resolve("a/b/c");
    Path tensorboard = Files.createDirectories(folder.resolve("tensorboard"));
    Files.createSymbolicLink(tensorboard.resolve("link"), temp);
    StoredRun run = StoredRuns.trained(name);
    assertThatThrownBy(() -> exportTo(folder, run, ExportFormat.CSV, ExportFormat.TENSORBOARD))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining(name);
    assertThat(temp.toFile().list()).containsExactly("a");
    assertThat(folder.toFile().list()).containsExactly("tensorboard");
  }

  @Test
  void aForeseeableNameIsNoWayToAnotherFile() throws Exception {
    Path victim = Files.writeString(temp.resolve("victim"), "mine");
    Files.createDirectory(temp.resolve("csv"));
    for (String name : List.of("export.json", "csv/epochs.csv", "csv/steps.csv", "summary.md")) {
      Files.createSymbolicLink(temp.resolve(name + ".tmp"), victim);
    }
    export(StoredRuns.trained(), ExportFormat.CSV, ExportFormat.MARKDOWN);
    assertThat(victim).hasContent("mine");
    assertThat(temp.resolve("summary.md")).isRegularFile();
  }

  @Test
  void progressIsToldAndAnInterruptEndsIt() {
    List<String> told = new ArrayList<>();
    CancelFlag cancel = CancelFlag.create();
    Exporter exporter = new Exporter(StoredRuns.trained(), List.of(ExportFormat.CSV), Status.FAIL);
    assertThatThrownBy(() ->
            exporter.write(
                temp,
                (what, done, total) -> {
                  told.add(done + " of " + total + ": " + what);
                  cancel.cancel();
                },
                cancel))
        .isInstanceOf(CancelledException.class)
        .hasMessageContaining("after 1 of 6 files");
    assertThat(told).containsExactly("0 of 6: csv/runs.csv");
    assertThat(temp.resolve("csv/runs.csv")).exists();
  }

  @Test
  void unknownFormatsAreAnsweredWithTheNearest() {
    assertThatThrownBy(() -> ExportFormat.parse("markdwon"))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("did you mean 'markdown'?");
  }
}
