// SPDX-License-Identifier: Apache-2.0
package org.reslab.store;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reslab.experiment.RunStatus;

/**
 * A row in a list of runs: read without the native part, from the small files of its directory.
 *
 * @param name path of the directory below the folder that is listed
 * @param kind what was run
 * @param status how it ended
 * @param started when, in UTC as ISO 8601; null where no file says
 * @param seconds wall time, null where no file says
 * @param tags in their order
 * @param settings of {@code experiment.yaml}; empty where it cannot be read
 * @param facts by key, what the run is found and sorted by: settings, and the headline metrics of
 *     each of its networks; texts and finite numbers
 * @param accuracies of the networks of which an epoch ended
 * @param problems what is missing or damaged, in sentences
 */
public record IndexedRun(
    String name,
    StoredRun.Kind kind,
    RunStatus status,
    @Nullable String started,
    @Nullable Double seconds,
    List<String> tags,
    Map<String, @Nullable Object> settings,
    Map<String, List<Object>> facts,
    List<Accuracy> accuracies,
    List<String> problems) {
  /**
   * The test accuracy of a network after its last epoch.
   *
   * @param mean over the seeds, in [0, 1]
   */
  public record Accuracy(String net, String block, double mean) {}

  /** Copies the collections. */
  public IndexedRun {
    tags = List.copyOf(tags);
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    accuracies = List.copyOf(accuracies);
    problems = List.copyOf(problems);
  }

  /** Returns the same run with another status. */
  IndexedRun withStatus(RunStatus now) {
    Map<String, List<Object>> changed = new LinkedHashMap<>(facts);
    changed.put("status", List.of(RunDigest.label(now)));
    return new IndexedRun(
        name, kind, now, started, seconds, tags, settings, changed, accuracies, problems);
  }

  /** Returns the texts and numbers of a key; empty where there are none. */
  public List<Object> values(String key) {
    return facts.getOrDefault(key, List.of());
  }
}
