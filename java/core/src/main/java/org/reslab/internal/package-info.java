// SPDX-License-Identifier: Apache-2.0
/**
 * Calls into the native library: loading it, memory for its arguments, its status codes. The only
 * code that sees addresses. It depends on nothing else of ResLab: results are built by factories
 * that the caller passes in.
 */
@NullMarked
package org.reslab.internal;

import org.jspecify.annotations.NullMarked;
