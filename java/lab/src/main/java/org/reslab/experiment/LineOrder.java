// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.reslab.files.Metric;

/**
 * Holds the lines of a file of measured values against the order in which they are written: cells
 * as in the grid, their steps ascending, and of a step the metrics in their order, those of probes
 * at its end in any.
 */
final class LineOrder {
  private static final List<String> METRICS =
      Stream.of(
              CellRecorder.STEP_METRICS.stream(),
              EpochMetric.MEASURED.stream().map(EpochMetric::measure),
              EpochMetric.TIMED.stream().map(EpochMetric::measure))
          .flatMap(names -> names)
          .toList();

  private final String file;
  private final List<String> cells;
  private @Nullable Place last;
  private @Nullable String problem;

  /** Where a value belongs. */
  private record Place(int cell, long step, int rank) {
    private static final Comparator<Place> ORDER =
        Comparator.comparingInt(Place::cell)
            .thenComparingLong(Place::step)
            .thenComparingInt(Place::rank);

    boolean mayFollow(Place before) {
      int order = ORDER.compare(before, this);
      return order < 0 || (order == 0 && rank == METRICS.size());
    }
  }

  /**
   * Begins at the first line.
   *
   * @param file its name, for messages
   * @param cells their names, in the order of the grid
   */
  LineOrder(String file, List<String> cells) {
    this.file = file;
    this.cells = cells;
  }

  /** Takes the next line. */
  void next(Metric metric) {
    Place place = new Place(cells.indexOf(metric.run()), metric.step(), rank(metric.metric()));
    if (last != null && !place.mayFollow(last) && problem == null) {
      problem =
          "%s has %s of %s at step %s out of order"
              .formatted(file, metric.metric(), metric.run(), Long.toString(metric.step()));
    }
    last = place;
  }

  /** Returns the first line that is out of order, in a sentence; null if there is none. */
  @Nullable String problem() {
    return problem;
  }

  private static int rank(String metric) {
    int rank = METRICS.indexOf(metric);
    return rank < 0 ? METRICS.size() : rank;
  }
}
