// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import java.util.List;

/**
 * Where the wall time of a training step goes.
 *
 * @param stepSeconds of one step, which profiling makes a little longer than it is without
 * @param parts waiting for the batch, the rest, then the operations, the longest first; their
 *     seconds add up to those of the step
 */
public record StepProfile(double stepSeconds, List<StepPart> parts) {
  /** Copies the parts. */
  public StepProfile {
    parts = List.copyOf(parts);
  }
}
