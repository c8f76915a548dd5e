// SPDX-License-Identifier: Apache-2.0

/** Holds what one device computes against another. */
@NullMarked
package org.reslab.parity;

import org.jspecify.annotations.NullMarked;
