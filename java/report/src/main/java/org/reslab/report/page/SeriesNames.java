// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.page;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.reslab.store.StoredCell;
import org.reslab.store.StoredRun;

/**
 * Names of the series of training: as short as can be distinguished on one page.
 *
 * @param manyRuns whether the run's name is needed
 * @param manyNets whether the net's is
 */
record SeriesNames(boolean manyRuns, boolean manyNets) {
  static SeriesNames of(List<StoredRun> runs) {
    return new SeriesNames(
        runs.stream().filter(run -> run.kind() == StoredRun.Kind.TRAINING).count() > 1,
        runs.stream().flatMap(run -> run.cells().stream()).map(StoredCell::net).distinct().count()
            > 1);
  }

  String key(String run, String net, String block) {
    return run + "/" + net + "/" + block;
  }

  String label(String run, String net, String block) {
    String label = manyNets ? net + " · " + block : block;
    return manyRuns ? label + " (" + run + ")" : label;
  }

  /** The cells of each series by its key, in the order of the runs. */
  Map<String, List<StoredCell>> series(List<StoredRun> runs) {
    Map<String, List<StoredCell>> series = new LinkedHashMap<>();
    for (StoredRun run : runs) {
      for (StoredCell cell : run.cells()) {
        series
            .computeIfAbsent(
                key(run.name(), cell.net(), cell.block()), _ -> new java.util.ArrayList<>())
            .add(cell);
      }
    }
    return series;
  }
}
