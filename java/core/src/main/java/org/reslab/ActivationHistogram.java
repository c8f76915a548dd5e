// SPDX-License-Identifier: Apache-2.0
package org.reslab;

/**
 * The distribution of a layer's outputs over a batch. NaN is counted nowhere.
 *
 * @param layer the layer
 * @param low lower edge of the first bin
 * @param high upper edge of the last bin, which counts the value itself, too
 * @param counts values in bins of equal width
 * @param below values under {@code low}
 * @param above values over {@code high}
 */
@SuppressWarnings("ArrayRecordComponent") // a result to be read, compared by nobody
public record ActivationHistogram(
    Layer layer, double low, double high, long[] counts, long below, long above) {}
