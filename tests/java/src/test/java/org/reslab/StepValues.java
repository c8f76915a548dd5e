// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import java.util.List;

/** What steps computed, without the times that they took: what a repeated run gives again. */
final class StepValues {
  private StepValues() {}

  static List<StepRecord> of(List<StepRecord> steps) {
    return steps.stream()
        .map(s ->
            new StepRecord(s.step(), s.epoch(), s.images(), s.loss(), s.gradNorm(), s.lr(), 0, 0))
        .toList();
  }
}
