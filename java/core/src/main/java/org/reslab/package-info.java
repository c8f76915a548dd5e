// SPDX-License-Identifier: Apache-2.0
/**
 * Residual networks defined, trained and evaluated in LibTorch.
 *
 * <p>Start with {@link org.reslab.MemorySession}: it owns every native object made in it and
 * belongs to the thread that opened it. What fails is reported as a {@link
 * org.reslab.ReslabException}.
 */
@NullMarked
package org.reslab;

import org.jspecify.annotations.NullMarked;
