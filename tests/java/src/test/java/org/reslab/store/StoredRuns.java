// SPDX-License-Identifier: Apache-2.0
package org.reslab.store;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.reslab.diagnosis.StoredDiagnosis;
import org.reslab.experiment.EpochResult;
import org.reslab.experiment.FinalScores;
import org.reslab.experiment.Protocol;
import org.reslab.experiment.RunStatus;
import org.reslab.experiment.Samples;
import org.reslab.experiment.StepSeries;
import org.reslab.experiment.TestPredictions;
import org.reslab.files.HistogramRow;

/** Run directories made up: small folders without the native part, and what a reader has of one. */
public final class StoredRuns {
  /** When those in memory began. */
  public static final String STARTED = "2026-01-31T17:45:00Z";

  private StoredRuns() {}

  /** A run of training with one block that ended. */
  public static Path training(Path dir, String name, String block, double accuracy, String started)
      throws IOException {
    Path folder = Files.createDirectories(dir.resolve(name));
    Files.writeString(
        folder.resolve("experiment.yaml"),
        """
        nets:
          - tinynet
        blocks:
          - "%s"
        seeds:
          - 0
          - 1
        epochs: 5
        lr: 0.1
        """
            .formatted(block));
    Files.writeString(
        folder.resolve("environment.json"), "{\"started\": \"%s\"}\n".formatted(started));
    Files.writeString(
        folder.resolve("summary.json"),
        """
        {"status": "completed", "seconds": 12.5, "train_images": 64, "test_images": 32,
         "blocks": [{"net": "tinynet", "block": "%s", "parameters": 100, "macs": 1000,
           "train_loss": {"mean": 1.5, "lower": null, "upper": null, "n": 1},
           "test_accuracy": {"mean": %s, "lower": null, "upper": null, "n": 1},
           "grad_norm": {"mean": null, "lower": null, "upper": null, "n": 0}}],
         "runs": []}
        """
            .formatted(block, accuracy));
    return folder;
  }

  /** A diagnosis that ended. */
  public static Path diagnosis(Path dir, String name, String verdict) throws IOException {
    Path folder = Files.createDirectories(dir.resolve(name));
    Files.writeString(folder.resolve("cells.jsonl"), "");
    Files.writeString(
        folder.resolve("diagnosis.json"),
        """
        {"architectures": [{"name": "resnet-8 plain", "net": "resnet-8", "block": "plain", "depth": 8,
          "status": "%s", "headline": "As theory predicts.",
          "metrics": {"zero_fraction": [0.5, null, 0.7]}}]}
        """
            .formatted(verdict));
    return folder;
  }

  /** Names of runs in their order. */
  static List<String> names(List<IndexedRun> runs) {
    return runs.stream().map(IndexedRun::name).toList();
  }

  /**
   * Two cells of four steps and two epochs, in memory; the second's block has a name full of
   * markup.
   */
  public static StoredRun trained() {
    return trained("tinynet-b-s0");
  }

  /** The same, where the second cell has another name. */
  public static StoredRun trained(String second) {
    List<StoredCell> cells =
        List.of(
            cell("tinynet-basic-s0", "basic", new FinalScores(0.9, 0.125, null, null)),
            cell(second, "b|<b>&\"\n,", null));
    return new StoredRun(
        Path.of("/runs/made-up"),
        StoredRun.Kind.TRAINING,
        RunStatus.COMPLETED,
        STARTED,
        Map.of(),
        Samples.experiment(Protocol.DEFAULT, List.of("tinynet"), List.of("basic"), List.of(0L), 2),
        null,
        cells,
        Samples.comparison(
            Protocol.DEFAULT,
            2,
            List.of(
                Samples.run(
                    "a|b", 0, RunStatus.COMPLETED, Samples.epoch(2, 0.5, 0.8, 1.25), null))),
        null,
        List.of(),
        List.of());
  }

  private static StoredCell cell(String id, String block, @Nullable FinalScores scores) {
    return new StoredCell(
        id,
        "tinynet",
        block,
        0,
        RunStatus.COMPLETED,
        null,
        696_618L,
        101_234_567L,
        List.of(
            new EpochResult(1, 2, 2.25, 2.5, 0.1, null, null, 3.3, 0.1, 10, 8, 500),
            new EpochResult(2, 4, Double.NaN, 1.1, 0.7, null, null, 1.25, 0.01, 10, 8, 500)),
        new StepSeries(
            new double[] {1, 2, 3, 4},
            new double[] {1, 1, 2, 2},
            new double[] {2.302585, 1e-30, Double.NaN, Double.POSITIVE_INFINITY},
            new double[] {3, 4, 5, 0.1},
            new double[] {0.1, 0.1, 0.01, 0.01}),
        new TestPredictions(
            List.of("cat", "dog"),
            new long[][] {{7, 3}, {0, 0}},
            List.of(new TestPredictions.Mistake(4, 0, 1, 0.97, png())),
            scores),
        List.of(
            new HistogramRow(
                id, "tinynet", block, 0, 0, 0, "stage1.0", 1, -1, 1, new long[] {0, 5, 7, 0}, 2, 3),
            new HistogramRow(
                id,
                "tinynet",
                block,
                0,
                2,
                4,
                "stage1.0",
                1,
                -2,
                2,
                new long[] {1, 2, 3, 4},
                0,
                0)),
        Map.of("effective_rank/stage1.0", new TreeMap<>(Map.of(0L, 3.5, 2L, 4.5))));
  }

  /** A diagnosis that ended; null where it has not come to its document. */
  public static StoredRun diagnosed(@Nullable StoredDiagnosis document) {
    return new StoredRun(
        Path.of("/runs/diagnosed"),
        StoredRun.Kind.DIAGNOSIS,
        RunStatus.COMPLETED,
        STARTED,
        Map.of(),
        null,
        null,
        List.of(),
        null,
        document,
        List.of(),
        List.of());
  }

  /** An architecture with a verdict of each status, two findings and a profile. */
  public static StoredDiagnosis document() {
    return StoredDiagnosis.parse(
        """
        {"architectures": [{
          "name": "net <plain> & co", "net": "resnet-8", "block": "plain", "depth": 8, "width": 16,
          "init": "default", "bn_mode": "train", "input": "gaussian", "seeds": [0, 1],
          "status": "fail", "headline": "Not healthy.",
          "verdicts": [
            {"metric": "good", "aim": "prediction", "status": "pass", "seeds": 2, "undefined": 0,
             "value": {"mean": 0.5, "lower": 0.4, "upper": 0.6, "n": 2},
             "expected": {"low": 0, "high": 1}, "reason": "As predicted.", "remedy": "",
             "source": "A paper"},
            {"metric": "open", "aim": "health", "status": "borderline", "seeds": 2, "undefined": 0,
             "value": {"mean": 1, "lower": 0.4, "upper": 1.6, "n": 2},
             "expected": {"low": null, "high": 1.5}, "reason": "Open.", "remedy": "More seeds.",
             "source": ""},
            {"metric": "none", "aim": "health", "status": "undefined", "seeds": 2, "undefined": 2,
             "value": {"mean": null, "lower": null, "upper": null, "n": 0},
             "expected": {"low": 1, "high": null}, "reason": "No value.", "remedy": "",
             "source": ""},
            {"metric": "odd", "aim": "health", "status": "warn", "seeds": 2, "undefined": 0,
             "value": {"mean": 3, "lower": null, "upper": null, "n": 1},
             "expected": {"low": 1, "high": 2}, "reason": "Too large.", "remedy": "Less.",
             "source": ""},
            {"metric": "told", "aim": "context", "status": "info", "seeds": 2, "undefined": 0,
             "value": {"mean": 3, "lower": null, "upper": null, "n": 1}, "expected": null,
             "reason": "", "remedy": "", "source": ""}],
          "findings": [
            {"code": "forgotten_addition", "severity": "fail", "where": "block p\\u0001lain",
             "message": "the shortcut is never added", "remedy": "Add it.", "source": ""},
            {"code": "no_shortcut", "severity": "info", "where": "block plain",
             "message": "there is none", "remedy": "", "source": ""}],
          "metrics": {"good": [0.5, null]},
          "profiles": {"gradient_scale": {"summary": "geometric",
            "layers": ["stage1.0.relu2", "stage2.0.relu2"], "stages": [1, 2],
            "estimate": [3.5, 0.1], "lower": [3, null], "upper": [4, null]}}
        }]}\
        """);
  }

  private static byte[] png() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB), "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
