// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import java.util.List;
import java.util.stream.Collectors;

/**
 * How the search for the native part went.
 *
 * @param steps in order; none where nothing was tried yet
 */
public record LoadTrace(List<Step> steps) {
  /** Copies the list. */
  public LoadTrace {
    steps = List.copyOf(steps);
  }

  /**
   * One step of the search.
   *
   * @param place where was looked: a setting, a file, a folder
   * @param outcome what was found there
   */
  public record Step(String place, String outcome) {}

  /** One line for each step. */
  @Override
  public String toString() {
    return steps.stream()
        .map(step -> "  " + step.place() + ": " + step.outcome())
        .collect(Collectors.joining("\n"));
  }
}
