// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.export;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.reslab.experiment.TestPredictions;
import org.reslab.files.HistogramRow;
import org.reslab.report.chart.Chart;
import org.reslab.report.chart.HeatMap;
import org.reslab.report.chart.ImageSheet;
import org.reslab.store.StoredCell;
import org.reslab.text.Numbers;

/** What a run makes of the test images, and how its activations are spread over depth. */
final class PictureCharts {
  /** More classes than these are shown without numbers. */
  private static final int NUMBERED = 20;

  private static final int BINS = 48;

  /** Shades end at one in so many values. */
  private static final double DECADES = 4;

  private PictureCharts() {}

  /** The confusion matrix; rows are shares of a label, so that classes of any size compare. */
  static @Nullable Chart confusion(StoredCell cell) {
    @Nullable TestPredictions found = cell.evaluation();
    if (found == null || found.confusion().length == 0) {
      return null;
    }
    long[][] counts = found.confusion();
    int classes = counts.length;
    double[][] shares = new double[classes][classes];
    String[][] texts = new String[classes][classes];
    for (int label = 0; label < classes; label++) {
      long all = Arrays.stream(counts[label]).sum();
      for (int predicted = 0; predicted < classes; predicted++) {
        long count = counts[label][predicted];
        shares[label][predicted] = all == 0 ? Double.NaN : (double) count / all;
        texts[label][predicted] = count == 0 ? "" : Long.toString(count);
      }
    }
    boolean numbered = classes <= NUMBERED;
    return new HeatMap(
            cell.id() + "-confusion",
            "Confusion of " + cell.id() + " on the test images",
            "predicted class",
            "true class",
            found.classes(),
            found.classes(),
            shares,
            numbered ? texts : null,
            "share of the true class",
            share -> Numbers.percent(share, 0),
            numbered ? 50 : 8,
            numbered ? 32 : 8)
        .build();
  }

  /** The wrong predictions that it is surest of; null where none was kept. */
  static @Nullable Chart mistakes(StoredCell cell) {
    @Nullable TestPredictions found = cell.evaluation();
    if (found == null) {
      return null;
    }
    ImageSheet sheet =
        new ImageSheet(
            cell.id() + "-mistakes", "Surest mistakes of " + cell.id() + ": true → predicted");
    for (TestPredictions.Mistake mistake : found.mistakes()) {
      sheet.add(
          mistake.png(),
          name(found, mistake.label()) + " →",
          name(found, mistake.predicted()) + " " + Numbers.percent(mistake.probability(), 0));
    }
    return sheet.empty() ? null : sheet.build();
  }

  private static String name(TestPredictions found, int label) {
    return label >= 0 && label < found.classes().size()
        ? found.classes().get(label)
        : "class " + label;
  }

  /**
   * The distribution of activations over depth, of the last epoch that was measured and of the
   * first.
   */
  static List<Chart> histograms(String id, List<HistogramRow> rows) {
    Map<Long, List<HistogramRow>> epochs = new TreeMap<>();
    rows.forEach(row -> epochs.computeIfAbsent(row.epoch(), _ -> new ArrayList<>()).add(row));
    List<Chart> charts = new ArrayList<>();
    List<Long> shown = new ArrayList<>(epochs.keySet());
    for (long epoch : shown) {
      if (epoch == shown.getFirst() || epoch == shown.getLast()) {
        @Nullable Chart chart = histogram(id, epoch, epochs.getOrDefault(epoch, List.of()));
        if (chart != null) {
          charts.add(chart);
        }
      }
    }
    return charts;
  }

  private static @Nullable Chart histogram(String id, long epoch, List<HistogramRow> rows) {
    double low = rows.stream().mapToDouble(PictureCharts::lowest).min().orElse(0);
    double high = rows.stream().mapToDouble(PictureCharts::highest).max().orElse(0);
    if (!(high > low)) {
      return null;
    }
    Map<String, HistogramRow> layers = new LinkedHashMap<>();
    rows.forEach(row -> layers.put(row.layer(), row));
    double[][] shares = new double[BINS][layers.size()];
    int column = 0;
    for (HistogramRow row : layers.values()) {
      double[] rebinned = rebinned(row, low, high);
      for (int bin = 0; bin < BINS; bin++) {
        double share = rebinned[BINS - 1 - bin];
        shares[bin][column] =
            share <= 0 ? Double.NaN : Math.max(0, 1 + Math.log10(share) / DECADES);
      }
      column++;
    }
    double width = (high - low) / BINS;
    return new HeatMap(
            "%s-activations-epoch%d".formatted(id, epoch),
            "Activations of %s %s"
                .formatted(id, epoch == 0 ? "before training" : "after epoch " + epoch),
            "output of, from the input",
            beyond(rows),
            List.copyOf(layers.keySet()),
            IntStream.range(0, BINS)
                .mapToObj(bin -> Numbers.fixed(high - (bin + 0.5) * width, 2))
                .toList(),
            shares,
            null,
            "share of the layer's values",
            share -> Numbers.value(100 * Math.pow(10, DECADES * (share - 1))) + "%",
            Math.clamp(640L / layers.size(), 18, 60),
            7)
        .build();
  }

  /** Lower edge of the first bin that holds a value. */
  private static double lowest(HistogramRow row) {
    for (int i = 0; i < row.counts().length; i++) {
      if (row.counts()[i] > 0) {
        return TrainingTables.edge(row, i);
      }
    }
    return row.low();
  }

  /** Upper edge of the last bin that holds a value. */
  private static double highest(HistogramRow row) {
    for (int i = row.counts().length; i > 0; i--) {
      if (row.counts()[i - 1] > 0) {
        return TrainingTables.edge(row, i);
      }
    }
    return row.high();
  }

  /** The title of the axis, which says what lies outside of all bins. */
  private static String beyond(List<HistogramRow> rows) {
    double most = 0;
    for (HistogramRow row : rows) {
      double outside = (double) (row.below() + row.above());
      double inside = (double) Arrays.stream(row.counts()).sum();
      most = Math.max(most, outside / Math.max(1, outside + inside));
    }
    return most == 0
        ? "value"
        : "value (beyond: at most %s%%)".formatted(Numbers.value(100 * most));
  }

  /** Shares of the values in common bins; a bin's values are spread evenly over it. */
  private static double[] rebinned(HistogramRow row, double low, double high) {
    double[] shares = new double[BINS];
    double all = (double) (Arrays.stream(row.counts()).sum() + row.below() + row.above());
    double width = (high - low) / BINS;
    for (int i = 0; i < row.counts().length; i++) {
      double from = TrainingTables.edge(row, i);
      double to = TrainingTables.edge(row, i + 1);
      for (int bin = 0; bin < BINS; bin++) {
        double overlap = Math.min(to, low + (bin + 1) * width) - Math.max(from, low + bin * width);
        if (overlap > 0 && to > from) {
          shares[bin] += (double) row.counts()[i] / all * overlap / (to - from);
        }
      }
    }
    return shares;
  }
}
