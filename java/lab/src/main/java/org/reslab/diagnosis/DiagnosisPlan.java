// SPDX-License-Identifier: Apache-2.0
package org.reslab.diagnosis;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.reslab.InvalidArgumentException;
import org.reslab.Probe;
import org.reslab.ProbeConfig;

/**
 * What to look at: every subject with every seed.
 *
 * @param subjects architectures and ways of looking at them, at least one
 * @param seeds of weights, inputs and probes, at least one; the same for every subject, so that
 *     values of one seed are pairs
 * @param probes what to measure, at least one
 * @param batch images of a cell, at least 2
 * @param eps relative size of perturbations
 * @param lr learning rate of the coordinate check
 * @param checkpoint weights to look at in place of fresh ones; the seed then draws inputs alone
 */
public record DiagnosisPlan(
    List<Subject> subjects,
    List<Long> seeds,
    Set<Probe> probes,
    int batch,
    double eps,
    double lr,
    @Nullable Path checkpoint) {
  /** Images of a cell unless asked otherwise. */
  public static final int DEFAULT_BATCH = 64;

  /** Seeds unless asked otherwise. */
  public static final int DEFAULT_SEEDS = 16;

  /**
   * Checks the values.
   *
   * @throws InvalidArgumentException if one is out of range, or something is given twice
   */
  public DiagnosisPlan {
    subjects = List.copyOf(subjects);
    seeds = List.copyOf(seeds);
    if (subjects.isEmpty() || seeds.isEmpty()) {
      throw new InvalidArgumentException(
          "the grid has "
              + subjects.size()
              + " networks and "
              + seeds.size()
              + " seeds, expected at least one of each");
    }
    requireDistinct("nets", "network", subjects.stream().map(Subject::key).toList());
    requireDistinct("seeds", "seed", seeds);
    probes = ProbeConfig.of(probes, Math.max(batch, 2)).probes();
    var _ = ProbeConfig.builder(probes, batch).eps(eps).lr(lr).build();
  }

  private static void requireDistinct(String argument, String what, List<?> values) {
    Set<Object> seen = new HashSet<>();
    for (Object value : values) {
      if (!seen.add(value)) {
        throw InvalidArgumentException.of(
            argument, "the " + what + " '" + value + "' is there twice; give it once");
      }
    }
  }

  /** What a probe is asked for one seed of a subject. */
  ProbeConfig config(Subject subject, int seedIndex) {
    long seed = seeds.get(seedIndex);
    long first = subject.input().first(seedIndex, batch);
    return ProbeConfig.builder(probes, batch)
        .bnMode(subject.bnMode())
        .seed(seed)
        .first(first)
        .eps(eps)
        .lr(lr)
        .build();
  }

  /** The settings that results depend on, besides subject and seed. */
  Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put(
        "probes", new ArrayList<>(new TreeSet<>(probes)).stream().map(Probe::label).toList());
    settings.put("batch", batch);
    settings.put("eps", eps);
    settings.put("lr", lr);
    if (checkpoint != null) {
      settings.put("checkpoint", checkpoint.toAbsolutePath().toString());
    }
    return settings;
  }
}
