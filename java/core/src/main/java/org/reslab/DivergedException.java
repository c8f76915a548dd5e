// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A loss or logits became NaN or infinite. The network's weights are of no use from then on. */
public final class DivergedException extends ReslabException {
  private static final long serialVersionUID = 1L;

  /** Those of the call that failed. */
  private final ArrayList<StepRecord> steps;

  /**
   * Makes the exception with its message.
   *
   * @param message step, epoch, loss and learning rate, and what to change
   * @param steps the steps of the call up to and including the one with the bad loss
   */
  public DivergedException(String message, List<StepRecord> steps) {
    super(message);
    this.steps = new ArrayList<>(steps);
  }

  /** The steps of the call that failed, up to and including the one with the bad loss. */
  public List<StepRecord> steps() {
    return Collections.unmodifiableList(steps);
  }

  /** 1-based number of the step with the bad loss; 0 where the call made no step. */
  public long step() {
    return steps.isEmpty() ? 0 : steps.getLast().step();
  }

  /** Learning rate of the step with the bad loss; NaN where the call made no step. */
  public double lr() {
    return steps.isEmpty() ? Double.NaN : steps.getLast().lr();
  }
}
