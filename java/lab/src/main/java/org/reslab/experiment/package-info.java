// SPDX-License-Identifier: Apache-2.0

/**
 * Experiments: a grid of networks, blocks and seeds, the runner that trains it, and the directory
 * that holds what was measured.
 */
@NullMarked
package org.reslab.experiment;

import org.jspecify.annotations.NullMarked;
