// SPDX-License-Identifier: Apache-2.0

/** What charts of runs show, as numbers: computed once, drawn by the page and by the exports. */
@NullMarked
package org.reslab.report.series;

import org.jspecify.annotations.NullMarked;
