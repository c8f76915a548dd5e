// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * A test whose networks compute with the fast CPU kernels. CI repeats it with {@code
 * RESLAB_CPU_KERNELS=none}, which leaves everything to LibTorch's; for other tests that would be
 * the same run again.
 */
@Tag("both-kernels")
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface OnBothKernels {}
