// SPDX-License-Identifier: Apache-2.0

/** Numbers and names as text, the same in the terminal, in reports and in messages. */
@NullMarked
package org.reslab.text;

import org.jspecify.annotations.NullMarked;
