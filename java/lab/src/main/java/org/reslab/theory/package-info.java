// SPDX-License-Identifier: Apache-2.0

/** What theory predicts of networks at initialisation, held against what this program measures. */
@NullMarked
package org.reslab.theory;

import org.jspecify.annotations.NullMarked;
