// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.reslab.CorruptDataException;
import org.reslab.files.Json;
import org.reslab.files.RunFiles;

/** What a run was begun with, which must not be something else when it resumes. */
final class BegunSettings {
  /** Keys that no number depends on; where the data lies is among them, what it holds is not. */
  private static final Set<String> FREE =
      Set.of("name", "description", "checkpoint_every", "keep_epochs", "data_dir", "threads");

  private BegunSettings() {}

  /**
   * Holds the settings and the data of a run that is to resume against what its files say of its
   * beginning: {@code summary.json}, or where there is none the evaluation of its first cell.
   *
   * @throws CorruptDataException if they differ, or a file is damaged
   */
  static void require(
      RunDirectory directory, Experiment experiment, long trainImages, long testImages) {
    if (Files.exists(directory.summaryFile())) {
      Map<String, @Nullable Object> summary = directory.document(directory.summaryFile());
      requireSettings(directory, experiment, summary);
      requireImages(directory.summaryFile(), "train_images", trainImages, summary);
      requireImages(directory.summaryFile(), "test_images", testImages, summary);
      return;
    }
    Cell first = experiment.cells().getFirst();
    @Nullable TestPredictions evaluation = directory.evaluation(first);
    if (evaluation != null) {
      long images = 0;
      for (long[] row : evaluation.confusion()) {
        images += Arrays.stream(row).sum();
      }
      requireImages(
          directory.checkpoints(first).evaluation(),
          "test images",
          testImages,
          Map.of("test images", images));
    }
  }

  private static void requireSettings(
      RunDirectory directory, Experiment experiment, Map<String, @Nullable Object> summary) {
    if (!(summary.get("experiment") instanceof Map<?, ?> begun)) {
      return;
    }
    Json.object(experiment)
        .forEach((key, now) -> {
          if (!FREE.contains(key) && begun.containsKey(key)) {
            @Nullable Object before = begun.get(key);
            if (!Objects.equals(now, before)) {
              throw new CorruptDataException(
                  "run directory %s: %s has %s %s, but %s, written when the run began, has %s; put that"
                          .formatted(
                              directory.path(),
                              RunFiles.EXPERIMENT,
                              key,
                              now,
                              RunFiles.SUMMARY,
                              before)
                      + " back, or start again with another --out");
            }
          }
        });
  }

  private static void requireImages(
      Path file, String key, long now, Map<String, ? extends @Nullable Object> said) {
    if (said.get(key) instanceof Number before && before.longValue() != now) {
      throw new CorruptDataException(
          "%s has %s %s, but now there are %s; put the data and the settings of it back, or start again"
                  .formatted(file, before.longValue(), key.replace('_', ' '), now)
              + " with another --out");
    }
  }
}
