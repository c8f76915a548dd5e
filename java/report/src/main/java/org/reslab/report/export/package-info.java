// SPDX-License-Identifier: Apache-2.0

/** Run directories in the formats of other programs. */
@NullMarked
package org.reslab.report.export;

import org.jspecify.annotations.NullMarked;
