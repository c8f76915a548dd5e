// SPDX-License-Identifier: Apache-2.0
package org.reslab.metrics;

import org.jspecify.annotations.Nullable;

/**
 * How a metric of layers is drawn over depth.
 *
 * @param section of the page that the chart is in
 * @param over which of the layers are drawn
 * @param prediction what theory says of it; null where it says nothing
 * @param cardTitle what its line in a card of the terminal is called; null where it has none
 */
public record DepthChart(
    Section section, Over over, @Nullable Prediction prediction, @Nullable String cardTitle) {
  /** Charts that belong together. */
  public enum Section {
    /** How the signal propagates. */
    SPP,
    /** How the gradient does. */
    GRADIENT,
    /** What the features are like. */
    FEATURES,
    /** What activations cut and steps change. */
    ACTIVATION
  }

  /** What is counted along the axis of depth. */
  public enum Over {
    /** The outputs of blocks, or where it is defined for one layer of a block alone, that one. */
    BLOCK,
    /** Convolutions on the main path inside stages. */
    LAYER,
    /** Rectifiers inside stages. */
    ACTIVATION
  }

  /** How a predicted number of the network makes a line over depth. */
  public enum Course {
    /** It is the value at every depth. */
    LEVEL,
    /** It is what each block adds; a stage's first block starts again. */
    GROWTH,
    /** It is the factor from each layer to the one before it. */
    FACTOR
  }

  /**
   * A prediction over depth.
   *
   * @param metric of the network, whose verdict has the predicted range
   * @param course what that means at each depth
   */
  public record Prediction(String metric, Course course) {}
}
