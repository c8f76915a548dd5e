// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.page;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.reslab.files.Json;

/** Run directories with values that are formulas, so that every test sees the same. */
final class RunFixture {
  static final List<String> CLASSES =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");
  private static final List<String> BLOCKS = List.of("plain", "basic", "preact");
  private static final int STEPS = 10;

  private RunFixture() {}

  /** A training directory of three blocks and seeds, with everything that one can hold. */
  static Path training(Path folder, int epochs) throws IOException {
    Files.createDirectories(folder);
    write(
        folder,
        "experiment.yaml",
        "nets: [tinynet]\nblocks: [plain, basic, preact]\nseeds: [0, 1, 2]\nepochs: %d\n"
            .formatted(epochs));
    write(folder, "environment.json", environment());
    List<Map<String, Object>> runs = new ArrayList<>();
    for (String block : BLOCKS) {
      for (int seed = 0; seed < 3; seed++) {
        String id = "tinynet-" + block + "-s" + seed;
        for (int epoch = 1; epoch <= epochs; epoch++) {
          epoch(folder, block, seed, epoch);
        }
        runs.add(
            Map.of("run", id, "status", "completed", "parameters", 696_618, "macs", 105_743_616));
        Path checkpoints = Files.createDirectories(folder.resolve("checkpoints").resolve(id));
        write(checkpoints, "last.evaluation.json", evaluation(seed));
      }
    }
    Map<String, Object> summary = new LinkedHashMap<>();
    summary.put("status", "completed");
    summary.put("train_images", 50_000);
    summary.put("test_images", 10_000);
    summary.put("seconds", 1728);
    summary.put("runs", runs);
    write(folder, "summary.json", Json.text(summary));
    return folder;
  }

  /** Adds an epoch of one run to the files that grow. */
  static void epoch(Path folder, String block, long seed, int epoch) throws IOException {
    int rank = BLOCKS.indexOf(block);
    StringBuilder lines = new StringBuilder();
    for (int i = 1; i <= STEPS; i++) {
      int step = (epoch - 1) * STEPS + i;
      double loss = 2.3 * Math.exp(-step / (30.0 - 4 * rank)) + 0.05 * seed + 0.1 * Math.sin(step);
      lines.append(row(block, seed, epoch, step, "loss", loss));
      lines.append(row(block, seed, epoch, step, "grad_norm", 1 + rank + Math.cos(step) / 4));
      lines.append(row(block, seed, epoch, step, "lr", epoch < 3 ? 0.1 : 0.01));
    }
    int step = epoch * STEPS;
    double accuracy = 0.9 - 0.6 / (epoch + rank) - 0.01 * seed;
    lines.append(
        row(block, seed, epoch, step, "train_loss", 2.3 / (epoch + 0.3 * rank) + 0.02 * seed));
    lines.append(row(block, seed, epoch, step, "train_grad_norm", 1.0 + rank + 0.1 * seed));
    lines.append(
        row(block, seed, epoch, step, "test_loss", 2.4 / (epoch + 0.2 * rank) + 0.02 * seed));
    lines.append(row(block, seed, epoch, step, "test_accuracy", accuracy));
    lines.append(row(block, seed, epoch, step, "diagnose/nlc", 3.0 + rank + 1.0 / epoch));
    append(folder, "metrics.jsonl", lines.toString());
    append(
        folder,
        "timing.jsonl",
        row(block, seed, epoch, step, "images_per_second", 450 - 30.0 * rank)
            + row(block, seed, epoch, step, "train_seconds", 100 + rank)
            + row(block, seed, epoch, step, "epoch_seconds", 110 + rank));
    if (seed == 0) {
      append(folder, "histograms.jsonl", histograms("tinynet-" + block + "-s0", block, epoch));
    }
  }

  /** A diagnosis of three blocks at two depths. */
  static Path diagnosis(Path folder) throws IOException {
    Files.createDirectories(folder);
    List<Object> architectures = new ArrayList<>();
    StringBuilder histograms = new StringBuilder();
    for (int depth : List.of(8, 20)) {
      for (String block : BLOCKS) {
        architectures.add(architecture(block, depth));
      }
    }
    for (String block : BLOCKS) {
      histograms.append(histograms("resnet-20 " + block, block, 0));
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("architectures", architectures);
    document.put("pre_or_post", List.of(contest()));
    document.put("coordinate_checks", List.of());
    write(folder, "diagnosis.json", Json.text(document));
    write(folder, "histograms.jsonl", histograms.toString());
    write(folder, "environment.json", environment());
    return folder;
  }

  private static Map<String, Object> architecture(String block, int depth) {
    int rank = BLOCKS.indexOf(block);
    int perStage = (depth - 2) / 6;
    List<String> blocks = new ArrayList<>();
    List<Integer> stages = new ArrayList<>();
    for (int stage = 1; stage <= 3; stage++) {
      for (int i = 0; i < perStage; i++) {
        blocks.add("stage%d.%d.relu2".formatted(stage, i));
        stages.add(stage);
      }
    }
    List<Double> acv = new ArrayList<>();
    List<Double> gradient = new ArrayList<>();
    for (int i = 0; i < blocks.size(); i++) {
      acv.add(0.34 + rank * 0.36 * (i % perStage + 1));
      gradient.add(Math.pow(4 - rank, blocks.size() - i));
    }
    Map<String, Object> profiles = new LinkedHashMap<>();
    profiles.put("acv", profile(blocks, stages, acv));
    profiles.put("acsm", profile(blocks, stages, acv));
    profiles.put("gradient_scale", profile(blocks, stages, gradient));
    Map<String, Object> document = new LinkedHashMap<>();
    document.put(
        "name",
        "resnet-%d %s (width 16, init default, BN train, input gaussian)".formatted(depth, block));
    document.put("net", "resnet-" + depth);
    document.put("block", block);
    document.put("block_spec", "spec");
    document.put("depth", depth);
    document.put("width", 16);
    document.put("init", "default");
    document.put("bn_mode", "train");
    document.put("input", "gaussian");
    document.put("seeds", List.of(0, 1, 2, 3));
    List<Integer> parameters =
        depth == 8 ? List.of(75_290, 78_042, 77_850) : List.of(269_722, 272_474, 272_282);
    document.put("cost", Map.of("parameters", parameters.get(rank), "macs", 40_551_040));
    document.put("status", List.of("fail", "pass", "borderline").get(rank));
    document.put("headline", "As theory predicts; " + (rank == 0 ? "unhealthy." : "healthy."));
    document.put(
        "verdicts",
        List.of(
            verdict("acv_growth", "prediction", "pass", 0.36, 0.28, 0.45),
            verdict("scale_free_spread", "health", rank == 0 ? "fail" : "pass", 5, 0.02, 100)));
    document.put("findings", List.of());
    document.put("unmeasured", List.of("hessian_top"));
    document.put("profiles", profiles);
    return document;
  }

  private static Map<String, Object> verdict(
      String metric, String aim, String status, double value, double low, double high) {
    Map<String, Object> verdict = new LinkedHashMap<>();
    verdict.put("metric", metric);
    verdict.put("aim", aim);
    verdict.put("value", Map.of("mean", value, "lower", value * 0.9, "upper", value * 1.1, "n", 4));
    verdict.put("expected", Map.of("low", low, "high", high));
    verdict.put("status", status);
    verdict.put("reason", "The reason.");
    verdict.put("remedy", status.equals("fail") ? "Add a shortcut." : "");
    verdict.put("source", "a paper");
    return verdict;
  }

  private static Map<String, Object> contest() {
    Map<String, Object> contest = new LinkedHashMap<>();
    contest.put("metric", "relative_sensitivity");
    contest.put("advantage", Map.of("mean", 0.2, "lower", 0.1, "upper", 0.3, "n", 4));
    contest.put("logarithmic", true);
    contest.put("p_holm", 0.01);
    contest.put("result", "pre_ahead");
    return Map.of(
        "post",
        "resnet-20 basic (width 16)",
        "pre",
        "resnet-20 preact (width 16)",
        "decision",
        Map.of("outcome", "pre_ahead", "contests", List.of(contest), "conclusion", "Ahead."));
  }

  private static Map<String, Object> profile(
      List<String> layers, List<Integer> stages, List<Double> values) {
    Map<String, Object> profile = new LinkedHashMap<>();
    profile.put("summary", "geometric");
    profile.put("layers", layers);
    profile.put("stages", stages);
    profile.put("estimate", values);
    profile.put("lower", values.stream().map(value -> value * 0.8).toList());
    profile.put("upper", values.stream().map(value -> value * 1.25).toList());
    return profile;
  }

  private static String histograms(String run, String block, int epoch) {
    StringBuilder lines = new StringBuilder();
    for (int stage = 1; stage <= 3; stage++) {
      List<Long> counts = new ArrayList<>();
      for (int bin = 0; bin < 60; bin++) {
        double x = -6 + 0.2 * (bin + 0.5);
        counts.add(Math.round(10_000 * Math.exp(-x * x / (stage + 0.2 * epoch))));
      }
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("run", run);
      row.put("net", "tinynet");
      row.put("block", block);
      row.put("seed", 0);
      row.put("epoch", epoch);
      row.put("step", epoch * STEPS);
      row.put("layer", "stage" + stage + ".0");
      row.put("stage", stage);
      row.put("low", -6.0);
      row.put("high", 6.0);
      row.put("counts", counts);
      row.put("below", 0);
      row.put("above", 0);
      lines.append(Json.line(row)).append('\n');
    }
    return lines.toString();
  }

  private static String evaluation(int seed) throws IOException {
    long[][] confusion = new long[10][10];
    for (int i = 0; i < 10; i++) {
      for (int j = 0; j < 10; j++) {
        confusion[i][j] = i == j ? 800 + 10L * i : (7L * i + 3L * j + seed) % 23;
      }
    }
    List<Object> mistakes = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      Map<String, Object> mistake = new LinkedHashMap<>();
      mistake.put("index", 37 * i);
      mistake.put("label", i % 10);
      mistake.put("predicted", (i + 3) % 10);
      mistake.put("probability", 0.99 - 0.01 * i);
      mistake.put("png", Base64.getEncoder().encodeToString(png(i)));
      mistakes.add(mistake);
    }
    Map<String, Object> scores = new LinkedHashMap<>();
    scores.put("test_top5_accuracy", 0.98 + 0.001 * seed);
    scores.put("test_calibration_error", 0.04 + 0.01 * seed);
    return Json.text(
        Map.of("classes", CLASSES, "confusion", confusion, "mistakes", mistakes, "scores", scores));
  }

  private static byte[] png(int hue) throws IOException {
    var image = new java.awt.image.BufferedImage(32, 32, java.awt.image.BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 32; y++) {
      for (int x = 0; x < 32; x++) {
        image.setRGB(x, y, java.awt.Color.HSBtoRGB(hue / 12f, 0.3f + x / 64f, 0.5f + y / 64f));
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }

  private static String environment() {
    return Json.text(
        Map.of(
            "started",
            "2026-01-31T17:45:00Z",
            "reslab_version",
            "0.1.0",
            "command_line",
            List.of("java", "org.reslab.cli/org.reslab.cli.Main", "compare", "--epochs", "4")));
  }

  /** A line of {@code metrics.jsonl}; NaN becomes null, as in the files of a run that diverged. */
  static String row(String block, long seed, int epoch, int step, String metric, double value) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("run", "tinynet-" + block + "-s" + seed);
    row.put("net", "tinynet");
    row.put("block", block);
    row.put("seed", seed);
    row.put("epoch", epoch);
    row.put("step", step);
    row.put("metric", metric);
    row.put("value", value);
    return Json.line(row) + "\n";
  }

  static void append(Path folder, String name, String text) throws IOException {
    Files.writeString(
        folder.resolve(name), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static void write(Path folder, String name, String text) throws IOException {
    Files.write(folder.resolve(name), text.getBytes(StandardCharsets.UTF_8));
  }
}
