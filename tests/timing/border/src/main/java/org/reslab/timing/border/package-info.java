// SPDX-License-Identifier: Apache-2.0

/**
 * Benchmarks of the border between Java and the native part: the product's way, through its own
 * bindings, against native methods of JNI that call the same functions.
 *
 * <p>Each benchmark class has a method {@code ffm} and one or more whose names begin with {@code
 * jni}. {@link org.reslab.timing.border.Main} runs them in turn.
 */
@NullMarked
package org.reslab.timing.border;

import org.jspecify.annotations.NullMarked;
