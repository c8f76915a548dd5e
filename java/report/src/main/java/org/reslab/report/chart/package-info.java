// SPDX-License-Identifier: Apache-2.0

/** Charts as files. Knows numbers and names, and no runs. */
@NullMarked
package org.reslab.report.chart;

import org.jspecify.annotations.NullMarked;
