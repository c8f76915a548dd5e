// SPDX-License-Identifier: Apache-2.0

/**
 * Run directories as their readers find them: whole, half written, damaged or of older versions.
 */
@NullMarked
package org.reslab.store;

import org.jspecify.annotations.NullMarked;
