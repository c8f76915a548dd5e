// SPDX-License-Identifier: Apache-2.0

/** Files that people write: YAML whose every mistake is named with its line. */
@NullMarked
package org.reslab.yaml;

import org.jspecify.annotations.NullMarked;
