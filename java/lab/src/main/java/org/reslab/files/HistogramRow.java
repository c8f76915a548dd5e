// SPDX-License-Identifier: Apache-2.0
package org.reslab.files;

import java.util.Objects;
import java.util.stream.LongStream;
import org.reslab.ActivationHistogram;

/**
 * The distribution of a layer's outputs, a line of {@code histograms.jsonl}.
 *
 * @param run the cell's name; of a diagnosis the architecture's
 * @param net network name
 * @param block the block as it was asked for
 * @param seed of the cell
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
  /** Checks what every row has. */
  public HistogramRow {
    Objects.requireNonNull(run, "a row without a run");
    Objects.requireNonNull(net, "a row without a net");
    Objects.requireNonNull(block, "a row without a block");
    Objects.requireNonNull(layer, "a row without a layer");
    Objects.requireNonNull(counts, "a row without counts");
  }

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

  /** Returns the lower edge of a bin; of one after the last bin the upper edge of that. */
  public double edge(int bin) {
    return bin == counts.length ? high : low + (high - low) * bin / counts.length;
  }

  /** Returns how many values there are, in the bins and beyond. */
  public long values() {
    return LongStream.of(counts).sum() + below + above;
  }

  /** Returns whether there is anything to draw; values that diverged leave nothing. */
  public boolean drawable() {
    return counts.length > 0 && low < high && values() > 0;
  }

  /** Returns the share of all values that lies in a range, a bin's being spread evenly over it. */
  public double share(double from, double to) {
    double inside = 0;
    for (int i = 0; i < counts.length; i++) {
      double overlap = Math.min(to, edge(i + 1)) - Math.max(from, edge(i));
      inside += Math.max(0, overlap) / (edge(i + 1) - edge(i)) * counts[i];
    }
    return inside / values();
  }
}
