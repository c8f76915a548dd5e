// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.export;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.reslab.experiment.TestPredictions;
import org.reslab.files.HistogramRow;
import org.reslab.report.chart.Chart;
import org.reslab.report.chart.HeatMap;
import org.reslab.report.chart.ImageSheet;
import org.reslab.store.StoredCell;
import org.reslab.text.Numbers;

/** What a cell makes of the test images, and how activations are spread over depth. */
final class PictureCharts {
  /** More classes than these are shown without numbers. */
  private static final int NUMBERED = 20;

  private static final int BINS = 48; // half of what is written, so that each is tall enough

  /** Shades end at one in so many values. */
  private static final double DECADES = 4;

  private PictureCharts() {}

  /** The confusion matrix; rows are shares of a label, so that classes of any size compare. */
  static Optional<Chart> confusion(StoredCell cell) {
    @Nullable TestPredictions found = cell.evaluation();
    if (found == null || found.confusion().length == 0) {
      return Optional.empty();
    }
    long[][] counts = found.confusion();
    double[][] shares = new double[counts.length][];
    String[][] texts = new String[counts.length][];
    for (int label = 0; label < counts.length; label++) {
      long all = LongStream.of(counts[label]).sum();
      shares[label] = // NaN of a class without images
          LongStream.of(counts[label]).mapToDouble(count -> (double) count / all).toArray();
      texts[label] =
          LongStream.of(counts[label])
              .mapToObj(count -> count == 0 ? "" : Long.toString(count))
              .toArray(String[]::new);
    }
    boolean numbered = counts.length <= NUMBERED;
    return Optional.of(
        new HeatMap(
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
            .build());
  }

  /** The wrong predictions that it is surest of; none where none was kept. */
  static Optional<Chart> mistakes(StoredCell cell) {
    @Nullable TestPredictions found = cell.evaluation();
    if (found == null) {
      return Optional.empty();
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
    return sheet.empty() ? Optional.empty() : Optional.of(sheet.build());
  }

  private static String name(TestPredictions found, int label) {
    return label >= 0 && label < found.classes().size()
        ? found.classes().get(label)
        : "class " + label;
  }

  /** The distribution of activations over depth, of the first and last epochs measured. */
  static List<Chart> histograms(String id, List<HistogramRow> rows) {
    TreeMap<Long, List<HistogramRow>> epochs =
        rows.stream()
            .filter(HistogramRow::drawable)
            .collect(Collectors.groupingBy(HistogramRow::epoch, TreeMap::new, Collectors.toList()));
    return epochs.isEmpty()
        ? List.of()
        : Stream.of(epochs.firstEntry(), epochs.lastEntry())
            .distinct()
            .map(epoch -> histogram(id, epoch.getKey(), epoch.getValue()))
            .toList();
  }

  private static Chart histogram(String id, long epoch, List<HistogramRow> rows) {
    double low = rows.stream().mapToDouble(HistogramRow::low).min().orElseThrow();
    double high = rows.stream().mapToDouble(HistogramRow::high).max().orElseThrow();
    double width = (high - low) / BINS;
    Map<String, HistogramRow> layers = new LinkedHashMap<>();
    rows.forEach(row -> layers.put(row.layer(), row));
    double[][] shades = new double[BINS][];
    List<String> values = new ArrayList<>();
    for (int bin = 0; bin < BINS; bin++) {
      double from = high - (bin + 1) * width;
      shades[bin] =
          layers.values().stream()
              .mapToDouble(row -> row.share(from, from + width))
              .map(share -> share == 0 ? Double.NaN : Math.max(0, 1 + Math.log10(share) / DECADES))
              .toArray();
      values.add(Numbers.fixed(from + width / 2, 2));
    }
    return new HeatMap(
            "%s-activations-epoch%s".formatted(id, epoch),
            "Activations of %s %s"
                .formatted(id, epoch == 0 ? "before training" : "after epoch " + epoch),
            "output of, from the input",
            beyond(rows),
            List.copyOf(layers.keySet()),
            values,
            shades,
            null,
            "share of the layer's values",
            share -> Numbers.value(100 * Math.pow(10, DECADES * (share - 1))) + "%",
            Math.clamp(640L / layers.size(), 18, 60),
            7)
        .build();
  }

  /** The title of the axis, which says what lies outside of all bins. */
  private static String beyond(List<HistogramRow> rows) {
    double most =
        rows.stream()
            .mapToDouble(row -> (double) (row.below() + row.above()) / row.values())
            .max()
            .orElse(0);
    return most == 0
        ? "value"
        : "value (beyond: at most %s%%)".formatted(Numbers.value(100 * most));
  }
}
