// SPDX-License-Identifier: Apache-2.0
package org.reslab.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Run directories written by hand: small, and without the native part. */
public final class StoredRuns {
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
}
