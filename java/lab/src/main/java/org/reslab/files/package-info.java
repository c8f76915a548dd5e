// SPDX-License-Identifier: Apache-2.0

/** The files that measurements are written to and read from: atomic, growing, JSON, CSV. */
@NullMarked
package org.reslab.files;

import org.jspecify.annotations.NullMarked;
