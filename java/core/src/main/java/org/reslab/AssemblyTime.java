// SPDX-License-Identifier: Apache-2.0
package org.reslab;

/**
 * How long it took to assemble batches.
 *
 * @param images in all of them
 * @param seconds wall time of all of them, on one thread
 */
public record AssemblyTime(long images, double seconds) {}
