// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reslab.ClassProbability;
import org.reslab.CorruptDataException;
import org.reslab.Dataset;
import org.reslab.Logits;
import org.reslab.data.ImageFiles;
import org.reslab.files.Json;

/**
 * What a trained network makes of the test images: a file {@code last.evaluation.json} next to the
 * checkpoint that it belongs to.
 *
 * @param classes names in the order of the labels
 * @param confusion images by label (row) and predicted class (column)
 * @param mistakes the wrong predictions that the network is surest of, the surest first
 * @param scores on the test and validation images; null with five classes or fewer, and in files of
 *     earlier versions
 */
@SuppressWarnings("ArrayRecordComponent") // a file's content, compared by nobody
public record TestPredictions(
    List<String> classes,
    long[][] confusion,
    List<Mistake> mistakes,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable FinalScores scores) {
  /** Copies the lists. */
  public TestPredictions {
    Objects.requireNonNull(confusion, "confusion is null");
    for (long[] row : confusion) {
      if (row == null || row.length != confusion.length) {
        throw new IllegalArgumentException("confusion is not square");
      }
    }
    if (classes.size() != confusion.length) {
      throw new IllegalArgumentException(
          "confusion has %s rows for %s classes".formatted(confusion.length, classes.size()));
    }
    classes = List.copyOf(classes);
    mistakes = List.copyOf(mistakes);
  }

  private static final int MOST_MISTAKES = 36;

  /**
   * Reads the file, which an earlier version may have written.
   *
   * @throws CorruptDataException if the text is something else
   */
  public static TestPredictions parse(String text) {
    return Json.readStored(text, TestPredictions.class);
  }

  /**
   * Sums logits up.
   *
   * @param logits of the images of {@code data}, in their order
   * @param scores likewise
   */
  static TestPredictions of(
      Logits logits, Dataset data, List<String> classes, @Nullable FinalScores scores) {
    long[] labels = logits.labels();
    long[][] confusion = new long[logits.classes()][logits.classes()];
    List<Mistake> mistakes = new ArrayList<>();
    for (int i = 0; i < labels.length; i++) {
      ClassProbability best = logits.top(i, 1).getFirst();
      int label = Math.toIntExact(labels[i]);
      confusion[label][best.label()]++;
      if (best.label() != label) {
        mistakes.add(new Mistake(i, label, best.label(), best.probability(), new byte[0]));
      }
    }
    mistakes.sort(Comparator.comparingDouble(Mistake::probability).reversed());
    List<Mistake> shown =
        mistakes.stream()
            .limit(MOST_MISTAKES)
            .map(mistake ->
                mistake.with(ImageFiles.png(data.pixels(mistake.index(), 1), data.description())))
            .toList();
    return new TestPredictions(classes, confusion, shown, scores);
  }

  /**
   * A wrong prediction.
   *
   * @param index 0-based place among the test images
   * @param label the true class
   * @param predicted the class of the largest logit
   * @param probability softmax of that logit
   * @param png the image as a PNG file; base64 in JSON
   */
  public record Mistake(long index, int label, int predicted, double probability, byte[] png) {
    /** Checks that there is an image. */
    public Mistake {
      Objects.requireNonNull(png, "a mistake without an image");
    }

    private Mistake with(byte[] picture) {
      return new Mistake(index, label, predicted, probability, picture);
    }
  }
}
