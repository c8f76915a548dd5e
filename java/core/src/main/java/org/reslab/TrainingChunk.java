// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import java.util.List;

/**
 * The steps that one call of {@link Trainer#run} made, and why it came back.
 *
 * @param steps in order
 * @param stop why the call came back
 */
public record TrainingChunk(List<StepRecord> steps, StopReason stop) {
  /** Copies the list. */
  public TrainingChunk {
    steps = List.copyOf(steps);
  }
}
