// SPDX-License-Identifier: Apache-2.0
package org.reslab.report;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.reslab.report.TextTable.Align;
import org.reslab.text.Numbers;

/** The training loss of each run over its steps, as a line of heights. Collects means alone. */
public final class LossCurves {
  private static final int BINS = 32;

  private final Map<String, Curve> curves = new LinkedHashMap<>();

  /** Sums of losses over equal parts of a run. */
  private static final class Curve {
    private final long steps;
    private final double[] sums;
    private final long[] counts;

    Curve(long steps) {
      this.steps = steps;
      int bins = (int) Math.min(BINS, steps);
      sums = new double[bins];
      counts = new long[bins];
    }

    void add(long step, double loss) {
      int bin = (int) Math.min(sums.length - 1L, (step - 1) * sums.length / steps);
      sums[bin] += loss;
      counts[bin]++;
    }

    /** Means, NaN where no step was. */
    double[] means() {
      double[] means = new double[sums.length];
      for (int i = 0; i < means.length; i++) {
        means[i] = counts[i] == 0 ? Double.NaN : sums[i] / counts[i];
      }
      return means;
    }
  }

  /** Makes an empty collection. */
  public LossCurves() {}

  /**
   * Adds a step.
   *
   * @param run name of the run
   * @param step 1-based over the run
   * @param steps of the whole run, at least 1
   * @param loss of the step's batch
   */
  public void add(String run, long step, long steps, double loss) {
    curves.computeIfAbsent(run, _ -> new Curve(steps)).add(step, loss);
  }

  /**
   * Returns a line for each run that has two points or more, below a title; empty where none has.
   * Each height is the mean over as many steps as a bin has, all runs on one scale.
   */
  public String text(Screen screen) {
    double[] all =
        curves.values().stream().flatMapToDouble(c -> Arrays.stream(c.means())).toArray();
    double low = Arrays.stream(all).filter(Double::isFinite).min().orElse(Double.NaN);
    double high = Arrays.stream(all).filter(Double::isFinite).max().orElse(Double.NaN);
    TextTable table =
        new TextTable()
            .column("run", Align.LEFT)
            .column("loss", Align.LEFT)
            .column("from", Align.RIGHT)
            .column("to", Align.RIGHT);
    boolean any = false;
    for (Map.Entry<String, Curve> entry : curves.entrySet()) {
      double[] means = entry.getValue().means();
      double[] measured = Arrays.stream(means).filter(mean -> !Double.isNaN(mean)).toArray();
      if (measured.length < 2) {
        continue;
      }
      any = true;
      table.row(
          List.of(
              entry.getKey(),
              Sparkline.of(means, low, high),
              number(measured[0]),
              number(measured[measured.length - 1])));
    }
    return any ? "Training loss over the steps, one scale for all:\n\n" + table.text(screen) : "";
  }

  private static String number(double value) {
    return Double.isFinite(value) ? Numbers.fixed(value, 3) : "inf";
  }
}
