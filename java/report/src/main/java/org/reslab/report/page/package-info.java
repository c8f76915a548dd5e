// SPDX-License-Identifier: Apache-2.0

/**
 * Run directories as one self-contained HTML page, written to a file or served while a run is
 * written.
 */
@NullMarked
package org.reslab.report.page;

import org.jspecify.annotations.NullMarked;
