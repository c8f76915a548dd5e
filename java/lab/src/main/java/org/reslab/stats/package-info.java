// SPDX-License-Identifier: Apache-2.0

/** Intervals, paired tests and slopes over seeds. */
@NullMarked
package org.reslab.stats;

import org.jspecify.annotations.NullMarked;
