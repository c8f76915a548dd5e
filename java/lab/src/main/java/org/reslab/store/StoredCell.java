// SPDX-License-Identifier: Apache-2.0
package org.reslab.store;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reslab.experiment.EpochResult;
import org.reslab.experiment.RunStatus;
import org.reslab.experiment.StepSeries;
import org.reslab.experiment.TestPredictions;
import org.reslab.files.HistogramRow;

/**
 * One cell of a training run: a network trained with one seed.
 *
 * @param id name of the cell
 * @param net network name
 * @param block the block as it was asked for
 * @param seed of weights and batch order
 * @param status how it ended, or {@link RunStatus#INTERRUPTED}
 * @param message why it did not complete, or null
 * @param parameters of its network, null where no file says
 * @param macs multiply-accumulate operations per image, null where no file says
 * @param epochs those that ended with an evaluation
 * @param steps every step measured
 * @param evaluation what it makes of the test images, null where it was not kept
 * @param histograms of activations, in the order of the file; empty where none were kept
 * @param diagnoses by metric or {@code metric/layer}, the value at each epoch, 0 before training
 */
public record StoredCell(
    String id,
    String net,
    String block,
    long seed,
    RunStatus status,
    @Nullable String message,
    @Nullable Long parameters,
    @Nullable Long macs,
    List<EpochResult> epochs,
    StepSeries steps,
    @Nullable TestPredictions evaluation,
    List<HistogramRow> histograms,
    Map<String, Map<Long, Double>> diagnoses) {
  /** Copies the lists. */
  public StoredCell {
    epochs = List.copyOf(epochs);
    histograms = List.copyOf(histograms);
  }
}
