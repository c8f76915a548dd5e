// SPDX-License-Identifier: Apache-2.0
package org.reslab.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.reslab.experiment.Environment;

/**
 * Cost curves.
 *
 * @param settings that hold where a curve does not run over them
 * @param rounds of each point
 * @param environment where
 * @param curves one for each setting that was varied
 */
public record CurvesResult(
    Map<String, Object> settings, int rounds, Environment environment, List<Curve> curves) {
  /** Copies the collections. */
  public CurvesResult {
    settings = new LinkedHashMap<>(settings);
    curves = List.copyOf(curves);
  }
}
