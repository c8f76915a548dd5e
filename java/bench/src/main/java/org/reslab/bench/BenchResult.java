// SPDX-License-Identifier: Apache-2.0
package org.reslab.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reslab.MachineLimits;
import org.reslab.StepProfile;
import org.reslab.experiment.Environment;

/**
 * What a benchmark found.
 *
 * @param benchmark its name
 * @param settings what was measured
 * @param rounds of each contender
 * @param environment where
 * @param limits of the machine, null where they were not asked for
 * @param contenders ResLab first, then the peers
 * @param figures ratios, shares and times
 * @param profile of a training step, null where none was taken
 * @param targets and what became of them
 * @param notes what a reader must know of this run: a peer that could not be measured, other
 *     versions
 */
public record BenchResult(
    String benchmark,
    Map<String, Object> settings,
    int rounds,
    Environment environment,
    @Nullable MachineLimits limits,
    List<ContenderResult> contenders,
    List<Figure> figures,
    @Nullable StepProfile profile,
    List<Target.Judged> targets,
    List<String> notes) {
  /** Copies the lists. */
  public BenchResult {
    settings = new LinkedHashMap<>(settings);
    contenders = List.copyOf(contenders);
    figures = List.copyOf(figures);
    targets = List.copyOf(targets);
    notes = List.copyOf(notes);
  }

  /** Whether a figure was measured that misses its target. */
  public boolean missesTarget() {
    return targets.stream().anyMatch(judged -> judged.outcome() == Target.Outcome.MISSED);
  }
}
