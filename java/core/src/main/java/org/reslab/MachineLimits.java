// SPDX-License-Identifier: Apache-2.0
package org.reslab;

/**
 * What this machine can do at best, measured on it.
 *
 * @param threads CPU threads that it was measured with
 * @param convolutionGflops 1e9 floating-point operations a second in the best of several 3 x 3
 *     convolutions (forward, float32, channels-last), two for each multiply-accumulate
 * @param copyGbps 1e9 bytes a second in a copy beyond the caches, read and written both counted
 */
public record MachineLimits(int threads, double convolutionGflops, double copyGbps) {}
