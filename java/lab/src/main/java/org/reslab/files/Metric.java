// SPDX-License-Identifier: Apache-2.0
package org.reslab.files;

/**
 * One measured value.
 *
 * @param run the cell's name, for example {@code tinynet-basic-s0}
 * @param net network name
 * @param block the block as it was asked for
 * @param seed of the cell
 * @param epoch 1-based; 0 for what was measured before training
 * @param step 1-based over the whole run; for a value of an epoch, the epoch's last step
 * @param metric name of the value: per step {@code loss} (mean cross-entropy of the batch), {@code
 *     grad_norm} (global L2 norm), {@code lr}; per epoch {@code train_loss}, {@code
 *     train_grad_norm} (means over the batches), {@code test_loss}, {@code test_accuracy} (in [0,
 *     1]); in {@code timing.jsonl} {@code images_per_second} and {@code train_seconds} (training
 *     only), {@code epoch_seconds}; with {@code --diagnose-every} also {@code diagnose/METRIC} and
 *     {@code diagnose/METRIC/LAYER}
 * @param value the value; may be NaN or infinite
 */
public record Metric(
    String run,
    String net,
    String block,
    long seed,
    long epoch,
    long step,
    String metric,
    double value) {}
