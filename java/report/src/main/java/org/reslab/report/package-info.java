// SPDX-License-Identifier: Apache-2.0

/** Text for the terminal: tables of comparisons and layer trees. */
@NullMarked
package org.reslab.report;

import org.jspecify.annotations.NullMarked;
