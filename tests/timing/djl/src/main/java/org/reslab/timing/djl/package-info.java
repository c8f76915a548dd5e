// SPDX-License-Identifier: Apache-2.0

/** The training loop in the Deep Java Library, on its PyTorch engine. */
@NullMarked
package org.reslab.timing.djl;

import org.jspecify.annotations.NullMarked;
