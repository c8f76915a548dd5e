// SPDX-License-Identifier: Apache-2.0
package org.reslab.theory;

import org.reslab.stats.Interval;

/**
 * How a claim came out.
 *
 * @param claim what is predicted of which network
 * @param predicted the prediction; NaN of an order
 * @param tolerance how far the measured mean may be from it, for example {@code ± 0.01}
 * @param measured mean over the seeds with its 95 % interval
 * @param source where the prediction comes from
 * @param passed whether the mean is within the tolerance
 */
public record ClaimResult(
    String claim,
    double predicted,
    String tolerance,
    Interval measured,
    String source,
    boolean passed) {}
