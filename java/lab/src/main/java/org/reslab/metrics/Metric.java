// SPDX-License-Identifier: Apache-2.0
package org.reslab.metrics;

import org.reslab.Probe;
import org.reslab.stats.Bounds;

/**
 * A metric of the catalogue.
 *
 * @param name in files, for example {@code effective_rank}
 * @param family what measures it: the label of a probe, {@code derived}, {@code cost} or {@code
 *     notebook}
 * @param positive a magnitude or ratio above 0, to be summarised by its logarithm
 * @param bounds what its values can be
 * @param judgeable whether a profile may judge it: a number of the network that is no proxy
 * @param summary one line of description
 * @param source the paper or text it comes from; empty where ResLab defines it
 */
public record Metric(
    String name,
    String family,
    boolean positive,
    Bounds bounds,
    boolean judgeable,
    String summary,
    String source) {
  /** Returns whether it is a zero-cost proxy, which is reported and never judged. */
  public boolean isProxy() {
    return family.equals(Probe.PROXIES.label());
  }
}
