// SPDX-License-Identifier: Apache-2.0
package org.reslab.internal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@link NativeNetwork#create} builds; the fields mean what those of {@code
 * rl_network_options} mean.
 */
public record NetworkArguments(
    String net,
    String block,
    String blockName,
    int classes,
    long base,
    List<Long> layers,
    @Nullable Boolean finalNorm,
    int init,
    long seed,
    int device,
    int deviceIndex) {}
