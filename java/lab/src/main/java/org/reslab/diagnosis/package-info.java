// SPDX-License-Identifier: Apache-2.0

/** Networks looked at without training: the grid, its runner, what it keeps, and what follows. */
@NullMarked
package org.reslab.diagnosis;

import org.jspecify.annotations.NullMarked;
