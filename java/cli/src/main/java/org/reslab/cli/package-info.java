// SPDX-License-Identifier: Apache-2.0

/**
 * The commands of {@code reslab}, one a file. A command turns its options into a call of the API
 * and its result into text or one JSON document: data on standard output, all else on standard
 * error.
 */
@NullMarked
package org.reslab.cli;

import org.jspecify.annotations.NullMarked;
