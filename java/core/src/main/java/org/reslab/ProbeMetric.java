// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import java.util.List;
import org.reslab.internal.NativeCalls;
import org.reslab.internal.NativeScope;

/**
 * A metric that a probe measures.
 *
 * @param name for example {@code effective_rank}
 * @param probe the probe that measures it
 * @param perLayer one value a layer, of those it is defined for; else one value a network
 * @param positive a magnitude or ratio above 0, to be summarised by its logarithm
 * @param summary one line of description
 * @param source the paper or text it comes from
 */
public record ProbeMetric(
    String name, Probe probe, boolean perLayer, boolean positive, String summary, String source) {
  /** The table of metrics, loaded when first asked for. */
  private static final class Table {
    private static final List<ProbeMetric> ROWS = read();

    private Table() {}

    private static List<ProbeMetric> read() {
      try (NativeScope scope = NativeRuntime.newScope()) {
        return List.copyOf(NativeCalls.metricTable(scope));
      }
    }
  }

  /**
   * The metrics, in the order of the table.
   *
   * @throws NativeUnavailableException if the native part cannot be loaded
   */
  public static List<ProbeMetric> catalog() {
    NativeRuntime.get();
    return Table.ROWS;
  }
}
