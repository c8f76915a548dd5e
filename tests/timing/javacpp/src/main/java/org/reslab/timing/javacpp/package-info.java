// SPDX-License-Identifier: Apache-2.0

/** The training loop in the JavaCPP presets of LibTorch: one JNI call an operation. */
@NullMarked
package org.reslab.timing.javacpp;

import org.jspecify.annotations.NullMarked;
