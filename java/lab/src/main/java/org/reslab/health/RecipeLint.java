// SPDX-License-Identifier: Apache-2.0
package org.reslab.health;

import java.util.List;
import org.reslab.Schedule;
import org.reslab.TrainingConfig;
import org.reslab.text.Numbers;

/** Finds mistakes in how a network is to be trained. */
public final class RecipeLint {
  private RecipeLint() {}

  /** Returns what is found. */
  public static List<Finding> check(TrainingConfig config) {
    double factor = config.schedule().factorAt(0, config.epochs());
    if (factor == 1) {
      return List.of();
    }
    String cause =
        config.schedule() instanceof Schedule.MultiStep steps
            ? "milestones %s at %s epoch%s: those at 0 are"
                .formatted(steps.milestones(), config.epochs(), config.epochs() == 1 ? "" : "s")
            : "the schedule is";
    return List.of(
        new Finding(
            Finding.Code.RATE_CHANGED_AT_START,
            Severity.FAIL,
            "schedule",
            "%s applied before the first step, so that training begins at a learning rate of %s, not %s"
                .formatted(cause, Numbers.value(config.lr() * factor), Numbers.value(config.lr())),
            "train for more epochs, or leave out milestones at 0",
            "PyTorch's MultiStepLR, which applies a milestone at 0 when it is built"));
  }
}
