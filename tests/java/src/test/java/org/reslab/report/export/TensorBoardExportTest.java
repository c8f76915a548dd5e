// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reslab.CancelFlag;
import org.reslab.health.Status;
import org.reslab.store.StoredRun;
import org.reslab.store.StoredRuns;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What TensorBoard's own package reads from what we write. */
class TensorBoardExportTest {
  private static final double BEGUN = 1_769_881_500; // 2026-01-31T17:45:00Z

  @TempDir Path temp;

  private JsonNode read(StoredRun run, String cell) throws Exception {
    new Exporter(run, List.of(ExportFormat.TENSORBOARD), Status.FAIL)
        .write(temp, (what, done, total) -> {}, CancelFlag.create());
    Path python = Path.of(System.getProperty("reslab.source")).resolve("tests/python");
    List<String> command = tensorboard(python);
    command.add(python.resolve("read_events.py").toString());
    command.add(temp.resolve("tensorboard").resolve(cell).toString());
    return JsonMapper.shared().readTree(run(command));
  }

  /**
   * Returns the words that start a Python with tensorboard; without a package index there is none.
   */
  private List<String> tensorboard(Path python) throws IOException, InterruptedException {
    Path log = Files.createTempFile(temp, "log", ".txt");
    Process process =
        new ProcessBuilder(python.resolve("fetch-tensorboard.sh").toString())
            .redirectError(log.toFile())
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assumeThat(process.exitValue())
        .as("tensorboard is not to be had here: %s", Files.readString(log))
        .isZero();
    return new ArrayList<>(out.lines().toList());
  }

  private String run(List<String> command) throws IOException, InterruptedException {
    Path log = Files.createTempFile(temp, "log", ".txt");
    Process process = new ProcessBuilder(command).redirectError(log.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(log)).isZero();
    return out;
  }

  private static String bits(double value) {
    return HexFormat.of().toHexDigits(Float.floatToRawIntBits((float) value));
  }

  private static String values(JsonNode series) {
    return series
        .valueStream()
        .map(event -> event.get(2).asString())
        .collect(Collectors.joining(" "));
  }

  private static String steps(JsonNode series) {
    return series
        .valueStream()
        .map(event -> event.get(1).asString())
        .collect(Collectors.joining(" "));
  }

  @Test
  void readsTheSameTagsStepsAndValues() throws Exception {
    JsonNode found = read(StoredRuns.trained(), "tinynet-basic-s0");

    JsonNode scalars = found.get("scalars");
    assertThat(scalars.propertyNames())
        .containsExactlyInAnyOrder(
            "step/loss",
            "step/grad_norm",
            "step/lr",
            "epoch/train_loss",
            "epoch/train_grad_norm",
            "epoch/test_loss",
            "epoch/test_accuracy",
            "epoch/images_per_second",
            "epoch/train_seconds",
            "epoch/epoch_seconds",
            "diagnose/effective_rank/stage1.0");
    JsonNode loss = scalars.get("step/loss");
    assertThat(steps(loss)).isEqualTo("1 2 3 4");
    assertThat(values(loss))
        .isEqualTo(
            String.join(
                " ",
                bits(2.302585),
                bits(1e-30),
                bits(Double.NaN),
                bits(Double.POSITIVE_INFINITY)));
    assertThat(values(scalars.get("step/lr")))
        .isEqualTo(String.join(" ", bits(0.1), bits(0.1), bits(0.01), bits(0.01)));
    assertThat(steps(scalars.get("epoch/test_accuracy"))).isEqualTo("2 4");
    assertThat(values(scalars.get("epoch/test_accuracy"))).isEqualTo(bits(0.1) + " " + bits(0.7));
    JsonNode rank = scalars.get("diagnose/effective_rank/stage1.0");
    assertThat(steps(rank)).isEqualTo("0 4");
    assertThat(values(rank)).isEqualTo(bits(3.5) + " " + bits(4.5));
    // Two epochs of ten seconds, of two steps each.
    assertThat(loss.valueStream().map(event -> event.get(0).asDouble()))
        .containsExactly(BEGUN + 5, BEGUN + 10, BEGUN + 15, BEGUN + 20);
  }

  @Test
  void readsTheSameHistogramsAndImages() throws Exception {
    JsonNode found = read(StoredRuns.trained(), "tinynet-basic-s0");

    JsonNode histograms = found.get("histograms").get("activations/stage1.0");
    JsonNode first = histograms.get(0);
    assertThat(first.get("step").asInt()).isZero();
    assertThat(first.get("limits").valueStream().map(JsonNode::asDouble))
        .containsExactly(-1.0, -0.5, 0.0, 0.5, 1.0, 1.5);
    assertThat(first.get("counts").valueStream().map(JsonNode::asDouble))
        .containsExactly(2.0, 0.0, 5.0, 7.0, 0.0, 3.0);
    assertThat(first.get("num").asDouble()).isEqualTo(17);
    assertThat(first.get("min").asDouble()).isEqualTo(-1.5);
    assertThat(first.get("max").asDouble()).isEqualTo(1.5);
    assertThat(histograms.get(1).get("step").asInt()).isEqualTo(4);
    assertThat(histograms.get(1).get("min").asDouble()).isEqualTo(-2);

    for (String tag : List.of("confusion", "mistakes")) {
      JsonNode image = found.get("images").get(tag).get(0);
      assertThat(image.get("step").asInt()).isEqualTo(4);
      assertThat(image.get("decoded")).isEqualTo(image.get("size"));
      assertThat(image.get("size").get(0).asInt()).isGreaterThan(200);
    }
  }

  @Test
  void readsSettingsAsHyperparameters() throws Exception {
    JsonNode hparams = read(StoredRuns.trained(), "tinynet-b-s0").get("hparams");
    JsonNode settings = hparams.get("settings");
    assertThat(settings.get("block").asString()).isEqualTo("b|<b>&\"\n,");
    assertThat(settings.get("lr").asDouble()).isEqualTo(0.1);
    assertThat(settings.get("shuffle").asBoolean()).isTrue();
    assertThat(hparams.get("names").valueStream().map(JsonNode::asString))
        .containsExactlyInAnyOrderElementsOf(settings.propertyNames());
    assertThat(hparams.get("metrics").valueStream().map(JsonNode::asString))
        .contains("epoch/test_accuracy");
    assertThat(hparams.get("group").asString()).isEqualTo("tinynet-b-s0");
    assertThat(hparams.get("status").asInt()).isEqualTo(1); // STATUS_SUCCESS
  }

  @Test
  void readsProfilesOfADiagnosisOverLayers() throws Exception {
    StoredRun run = StoredRuns.diagnosed(StoredRuns.document());
    JsonNode scalars = read(run, FileNames.of("net <plain> & co")).get("scalars");
    assertThat(steps(scalars.get("depth/gradient_scale"))).isEqualTo("1 2");
    assertThat(values(scalars.get("depth/gradient_scale"))).isEqualTo(bits(3.5) + " " + bits(0.1));
    assertThat(values(scalars.get("metric/good"))).isEqualTo(bits(0.5) + " " + bits(Double.NaN));
  }
}
