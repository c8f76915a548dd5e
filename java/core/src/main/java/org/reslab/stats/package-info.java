// SPDX-License-Identifier: Apache-2.0

/** Intervals and paired tests over seeds. */
@NullMarked
package org.reslab.stats;

import org.jspecify.annotations.NullMarked;
