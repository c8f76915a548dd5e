// SPDX-License-Identifier: Apache-2.0
package org.reslab;

/**
 * How a CUDA device trains. On a CPU none of it matters: there, results are always the same.
 *
 * @param deterministic only algorithms that give the same bits each time, so that a run can be
 *     repeated and resumed bit for bit; without it cuDNN takes the fastest ones that it measures
 * @param steps how steps are given to the device
 * @param placement where the data set lies
 */
public record Execution(boolean deterministic, StepMode steps, DataPlacement placement) {
  /** The fastest: whatever algorithms, recorded steps, the data set on the device. */
  public static final Execution DEFAULT = new Execution(false, StepMode.AUTO, DataPlacement.AUTO);

  /** The same with or without the same bits each time. */
  public Execution withDeterministic(boolean value) {
    return new Execution(value, steps, placement);
  }

  /** The same with steps given otherwise. */
  public Execution withSteps(StepMode value) {
    return new Execution(deterministic, value, placement);
  }

  /** The same with the data set elsewhere. */
  public Execution withPlacement(DataPlacement value) {
    return new Execution(deterministic, steps, value);
  }
}
