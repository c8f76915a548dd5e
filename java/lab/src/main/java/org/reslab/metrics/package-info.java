// SPDX-License-Identifier: Apache-2.0

/** What a run measures, one value at a time, and the files it is written to. */
@NullMarked
package org.reslab.metrics;

import org.jspecify.annotations.NullMarked;
