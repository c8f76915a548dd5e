// SPDX-License-Identifier: Apache-2.0

/**
 * Compares the same training run by two programs, started in turn as processes: ResLab from Java
 * against the same in C++, or against the loop that another library lets a Java user write.
 *
 * <p>{@link org.reslab.timing.Main} starts the sides, which print one {@link
 * org.reslab.timing.SideReport} each. No part of the product.
 */
@NullMarked
package org.reslab.timing;

import org.jspecify.annotations.NullMarked;
