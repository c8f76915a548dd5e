// SPDX-License-Identifier: Apache-2.0
package org.reslab.bench;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a figure is to reach.
 *
 * @param figure name of the {@link Figure}
 * @param bound on its median
 * @param kind on which side of the bound it is to be
 */
public record Target(String figure, double bound, Kind kind) {
  /** The side of a bound. */
  public enum Kind {
    /** The bound or more. */
    AT_LEAST,
    /** The bound or less. */
    AT_MOST
  }

  /** How a figure stands to its target. */
  public enum Outcome {
    /** It reaches it. */
    MET,
    /** It does not. */
    MISSED,
    /** This run did not measure it. */
    NOT_MEASURED
  }

  /**
   * A target and what became of it.
   *
   * @param found the figure's median, null where it was not measured
   */
  public record Judged(Target target, @Nullable Double found, Outcome outcome) {}

  static Target atLeast(String figure, double bound) {
    return new Target(figure, bound, Kind.AT_LEAST);
  }

  static Target atMost(String figure, double bound) {
    return new Target(figure, bound, Kind.AT_MOST);
  }

  /** Holds this target against what was measured. */
  Judged judge(List<Figure> figures) {
    for (Figure measured : figures) {
      if (measured.name().equals(figure)) {
        double found = measured.spread().median();
        boolean met = kind == Kind.AT_LEAST ? found >= bound : found <= bound;
        return new Judged(this, found, met ? Outcome.MET : Outcome.MISSED);
      }
    }
    return new Judged(this, null, Outcome.NOT_MEASURED);
  }
}
