// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * A test that stops processes at chosen moments, or needs its own number of threads. It runs after
 * the others, which run two at a time on a thread each.
 */
@Tag("alone")
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface Alone {}
