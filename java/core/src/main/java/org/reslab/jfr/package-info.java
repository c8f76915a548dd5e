// SPDX-License-Identifier: Apache-2.0

/**
 * Events for Java Flight Recorder. They are known by their names, {@code org.reslab.TrainingStep}
 * and so on; {@code docs/observability.md} lists them. Without a recording that wants them they are
 * neither filled nor written.
 */
@NullMarked
package org.reslab.jfr;

import org.jspecify.annotations.NullMarked;
