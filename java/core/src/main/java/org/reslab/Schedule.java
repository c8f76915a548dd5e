// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import static org.reslab.InvalidArgumentException.require;

import java.util.List;

/** How the learning rate changes over a run, as a factor on {@link TrainingConfig#lr}. */
public sealed interface Schedule {
  /** The learning rate stays as it is. */
  record Constant() implements Schedule {
    @Override
    public double factorAt(double epoch, long epochs) {
      return 1;
    }
  }

  /**
   * The learning rate is multiplied by {@code gamma} at each milestone, as in PyTorch's {@code
   * MultiStepLR}.
   *
   * @param milestones ascending epochs, counted from 0; one that stands twice counts twice
   * @param gamma factor at a milestone, more than 0
   */
  record MultiStep(List<Long> milestones, double gamma) implements Schedule {
    /**
     * Checks the values.
     *
     * @throws InvalidArgumentException if milestones are negative or not ascending, or gamma is out
     *     of range
     */
    public MultiStep {
      milestones = List.copyOf(milestones);
      long last = 0;
      for (long milestone : milestones) {
        require(milestone >= last, "milestones", milestones, "ascending epochs, counted from 0");
        last = milestone;
      }
      require(gamma > 0 && Double.isFinite(gamma), "gamma", gamma, "more than 0");
    }

    @Override
    public double factorAt(double epoch, long epochs) {
      long reached = milestones.stream().filter(milestone -> milestone <= epoch).count();
      return Math.pow(gamma, (double) reached);
    }
  }

  /**
   * The learning rate falls along half a cosine to 0: {@code (1 + cos(pi t / epochs)) / 2}, updated
   * each step.
   */
  record Cosine() implements Schedule {
    @Override
    public double factorAt(double epoch, long epochs) {
      return (1 + Math.cos(Math.PI * epoch / epochs)) / 2;
    }
  }

  /**
   * The factor at a moment of a run, without warm-up; for display.
   *
   * @param epoch epochs done, with the part of the current one
   * @param epochs epochs of the whole run
   */
  double factorAt(double epoch, long epochs);

  /**
   * A tenth after {@code int(0.6 * epochs)} and {@code int(0.85 * epochs)} epochs. A milestone at 0
   * would lower the rate before the first step, and is left out.
   */
  static MultiStep stepsAt60And85(long epochs) {
    return new MultiStep(
        asNotebookRan(epochs).milestones().stream().filter(milestone -> milestone > 0).toList(),
        0.1);
  }

  /**
   * The same with milestones at 0 kept, as PyTorch treats them: with one epoch both are 0, and the
   * rate is a hundredth from the first step on.
   */
  static MultiStep asNotebookRan(long epochs) {
    return new MultiStep(List.of((long) (0.6 * epochs), (long) (0.85 * epochs)), 0.1);
  }
}
