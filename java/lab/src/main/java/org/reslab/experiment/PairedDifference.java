// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import org.reslab.stats.Interval;

/**
 * How two blocks differ in one metric, paired by seed.
 *
 * @param net network name
 * @param blockA one block
 * @param blockB the other
 * @param metric {@code train_loss}, {@code test_accuracy} or {@code grad_norm}
 * @param difference mean of A minus B
 * @param pValue of the two-sided paired t-test
 * @param pHolm the same, corrected for the number of pairs of blocks compared in this metric
 * @param pairs seeds that completed with both blocks
 */
public record PairedDifference(
    String net,
    String blockA,
    String blockB,
    String metric,
    Interval difference,
    double pValue,
    double pHolm,
    int pairs) {}
