// SPDX-License-Identifier: Apache-2.0

/**
 * Data sets on disk: where they are kept, how they get there, and whether they are what they should
 * be.
 *
 * <p>Nothing here reads an image: {@link org.reslab.MemorySession#openCifar} does, given the
 * verified files that {@link org.reslab.data.DatasetStore#locate} names.
 */
@NullMarked
package org.reslab.data;

import org.jspecify.annotations.NullMarked;
