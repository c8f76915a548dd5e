// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reslab.Dataset;
import org.reslab.ImageDescription;
import org.reslab.ImageSource;
import org.reslab.MemorySession;

/**
 * A data set that is ready for training.
 *
 * @param description what the images are; mean and deviation are those of the training images
 * @param classes at least 2
 * @param train images to learn from
 * @param validation images to choose by; null where the data set comes without, and a part of the
 *     training images may serve
 * @param test images to report on
 */
public record ImageSplits(
    ImageDescription description, int classes, Part train, @Nullable Part validation, Part test) {

  /**
   * The images of one split.
   *
   * @param images how many there are
   * @param source gives them to a session; may be opened several times
   */
  public record Part(long images, ImageSource source) implements ImageSource {
    @Override
    public Dataset open(MemorySession session) {
      return source.open(session);
    }
  }

  /** Returns the splits that there are, in their order. */
  public Map<Split, Part> parts() {
    Map<Split, Part> parts = new EnumMap<>(Split.class);
    parts.put(Split.TRAIN, train);
    if (validation != null) {
      parts.put(Split.VALIDATION, validation);
    }
    parts.put(Split.TEST, test);
    return parts;
  }
}
