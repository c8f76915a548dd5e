// SPDX-License-Identifier: Apache-2.0

/**
 * Judges architectures by numbers measured without training: predictions of theory, bounds of
 * health, mistakes of structure and recipe, and pre- against post-activation. Nothing here
 * measures.
 */
@NullMarked
package org.reslab.health;

import org.jspecify.annotations.NullMarked;
