// SPDX-License-Identifier: Apache-2.0
package org.reslab.internal;

/**
 * The fields of an {@code rl_probe_options}.
 *
 * @param probes a set of bits
 * @param bnMode a constant of the C ABI
 */
public record ProbeArguments(
    int probes,
    int bnMode,
    boolean float64,
    long seed,
    long first,
    long count,
    double eps,
    double lr) {}
