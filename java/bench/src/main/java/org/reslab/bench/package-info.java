// SPDX-License-Identifier: Apache-2.0

/** Measures speed and memory: alternating processes, ratios, shares of the machine's limits. */
@NullMarked
package org.reslab.bench;

import org.jspecify.annotations.NullMarked;
