// SPDX-License-Identifier: Apache-2.0

/** The catalogue of metrics of untrained networks: what each is, and how it is shown. */
@NullMarked
package org.reslab.metrics;

import org.jspecify.annotations.NullMarked;
