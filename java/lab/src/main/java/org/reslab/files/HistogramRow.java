// SPDX-License-Identifier: Apache-2.0
package org.reslab.files;

import org.reslab.ActivationHistogram;

/**
 * The distribution of a layer's outputs, a line of {@code histograms.jsonl}.
 *
 * @param run the run's name
 * @param net network name
 * @param block the block as it was asked for
 * @param seed of the run
 * @param epoch 1-based; 0 before training
 * @param step 1-based over the whole run; 0 before training
 * @param layer name of the layer, for example {@code stage2.0}
 * @param stage 1-based stage that it belongs to, 0 for the stem
 * @param low lower edge of the first bin
 * @param high upper edge of the last bin; the bins are equally wide
 * @param counts values in each bin
 * @param below values under {@code low}
 * @param above values over {@code high}
 */
@SuppressWarnings("ArrayRecordComponent") // a row of a file, compared by nobody
public record HistogramRow(
    String run,
    String net,
    String block,
    long seed,
    long epoch,
    long step,
    String layer,
    int stage,
    double low,
    double high,
    long[] counts,
    long below,
    long above) {
  /** Returns the row of a distribution. */
  public static HistogramRow of(
      String run,
      String net,
      String block,
      long seed,
      long epoch,
      long step,
      ActivationHistogram it) {
    return new HistogramRow(
        run,
        net,
        block,
        seed,
        epoch,
        step,
        it.layer().name(),
        it.layer().stage(),
        it.low(),
        it.high(),
        it.counts(),
        it.below(),
        it.above());
  }
}
