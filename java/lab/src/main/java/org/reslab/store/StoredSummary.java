// SPDX-License-Identifier: Apache-2.0
package org.reslab.store;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reslab.ImageDescription;
import org.reslab.InvalidArgumentException;
import org.reslab.experiment.BlockSummary;
import org.reslab.experiment.Experiment;
import org.reslab.experiment.ImageCounts;
import org.reslab.experiment.RunStatus;
import org.reslab.files.Json;

/**
 * What {@code summary.json} says that no other file does, and what a list of runs shows.
 *
 * @param status how the whole ended; null where the file does not say
 * @param trainImages of an epoch
 * @param valImages of an evaluation, 0 without a validation split
 * @param testImages of an evaluation
 * @param imageShape channels, height and width of the images; null in files of earlier versions
 * @param classes that the images have; null in files of earlier versions
 * @param seconds wall time; NaN where the file does not say
 * @param blocks a row for each network and block
 * @param runs how each cell ended
 */
record StoredSummary(
    @Nullable RunStatus status,
    long trainImages,
    long valImages,
    long testImages,
    @Nullable List<Integer> imageShape,
    @Nullable Integer classes,
    double seconds,
    List<BlockSummary> blocks,
    List<Cell> runs) {
  /** Copies the lists, which also checks that no row is null. */
  StoredSummary {
    blocks = List.copyOf(blocks);
    runs = List.copyOf(runs);
    imageShape = imageShape == null ? null : List.copyOf(imageShape);
  }

  /**
   * One cell.
   *
   * @param run its name; empty where the file does not say
   * @param status how it ended
   * @param message why it did not complete, or null
   * @param parameters of its network, null where the file does not say
   * @param macs multiply-accumulate operations per image, null where the file does not say
   */
  record Cell(
      String run,
      @Nullable RunStatus status,
      @Nullable String message,
      @Nullable Long parameters,
      @Nullable Long macs) {
    Cell {
      message = message == null || message.isEmpty() ? null : message;
    }
  }

  /**
   * Returns the images of the run.
   *
   * @param experiment that was run, for what earlier versions did not write
   * @throws InvalidArgumentException if the shape is none that images have
   */
  ImageCounts images(Experiment experiment) {
    ImageDescription images = experiment.assumedImages();
    if (imageShape != null && !imageShape.isEmpty()) {
      InvalidArgumentException.require(
          imageShape.size() == 3, "image_shape", imageShape, "channels, height and width");
      images = ImageDescription.ofShape(imageShape.get(0), imageShape.get(1), imageShape.get(2));
    }
    int count = classes == null ? experiment.assumedClasses() : classes;
    return new ImageCounts(images, count, trainImages, valImages, testImages);
  }

  static StoredSummary parse(String text) {
    return Json.readStored(text, StoredSummary.class);
  }
}
