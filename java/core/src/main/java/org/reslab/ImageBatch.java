// SPDX-License-Identifier: Apache-2.0
package org.reslab;

/**
 * Images and labels of one step, as a network sees them.
 *
 * @param images float32 {@code [N, height, width, channels]}, normalised and augmented
 * @param labels {@code [N]}
 */
@SuppressWarnings("ArrayRecordComponent") // arrays of numbers, made for one reader
public record ImageBatch(float[] images, long[] labels) {}
