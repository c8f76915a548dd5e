// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reslab.stats.Interval;

/**
 * One network and block over all seeds, at the end of training.
 *
 * @param net network name
 * @param block the block as it was asked for
 * @param parameters of the network
 * @param macs multiply-accumulate operations of the network per image
 * @param seeds cells that were begun
 * @param trainLoss of the last epoch, over the completed cells, as are the next two
 * @param testAccuracy of the last epoch, in [0, 1]
 * @param valAccuracy likewise on the validation images, or null where there are none
 * @param gradNorm of the last epoch
 * @param scores of the completed cells by the label of a {@link ScoreMetric}, in their order; empty
 *     where there are none
 * @param imagesPerSecond training speed over all epochs of all cells, NaN where no epoch ended
 * @param seconds mean wall time of a cell's epochs, NaN where no epoch ended
 * @param statuses one per cell, in the order of the seeds
 */
public record BlockSummary(
    String net,
    String block,
    long parameters,
    long macs,
    int seeds,
    Interval trainLoss,
    Interval testAccuracy,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Interval valAccuracy,
    Interval gradNorm,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Interval> scores,
    double imagesPerSecond,
    double seconds,
    List<RunStatus> statuses) {
  /** Copies the collections. */
  public BlockSummary {
    scores = Collections.unmodifiableMap(new LinkedHashMap<>(scores));
    statuses = List.copyOf(statuses);
  }
}
