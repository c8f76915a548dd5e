// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.page;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.reslab.diagnosis.StoredDiagnosis;
import org.reslab.experiment.TestPredictions;
import org.reslab.files.HistogramRow;
import org.reslab.metrics.MetricDisplay;
import org.reslab.report.series.CurveData;
import org.reslab.report.series.DepthData;
import org.reslab.report.series.Line;
import org.reslab.store.StoredCell;
import org.reslab.store.StoredRun;

/**
 * The one document that the page shows.
 *
 * @param title of the page
 * @param lang language tag
 * @param generated when, in UTC
 * @param version of ResLab
 * @param live whether a server sends newer states
 * @param state number of this state where it is live
 * @param texts of the page by key
 * @param columns metrics in the table of untrained networks
 * @param notes what is not shown for want of room, in sentences
 * @param runs in the order asked for
 * @param series of training: a net and block of a run
 * @param curves learning curves
 * @param snapshots metrics of diagnoses taken along with training
 * @param evaluations what trained networks make of the test images
 * @param depth diagnoses over depth
 * @param heatmaps distributions over depth
 * @param networks layer trees
 */
record PageData(
    String title,
    String lang,
    String generated,
    String version,
    boolean live,
    long state,
    Map<String, String> texts,
    List<String> columns,
    List<String> notes,
    List<RunData> runs,
    List<Series> series,
    CurveData curves,
    Map<String, Map<String, Line>> snapshots,
    List<EvaluationData> evaluations,
    List<DepthData> depth,
    List<HeatmapData> heatmaps,
    List<NetworkData> networks) {
  /** Beyond these a page is too slow to open and too long to read. */
  static final int MOST_RUNS = 40;

  static final int MOST_SERIES = 48;
  static final int MOST_EVALUATIONS = 12;
  static final int MOST_HEATMAPS = 16;
  static final int MOST_MISTAKES = 20;

  /** One line of the learning curves. */
  record Series(String key, String label, long seeds) {}

  /** The confusion matrix and mistakes of one network. */
  @SuppressWarnings("ArrayRecordComponent") // content of a page, compared by nobody
  record EvaluationData(
      String key,
      String label,
      List<String> classes,
      long[][] confusion,
      List<TestPredictions.Mistake> mistakes) {}

  /** Makes documents; keeps the layers of networks from one to the next. */
  static final class Builder {
    private final Language language;
    private final @Nullable String title;
    private final String version;
    private final Clock clock;
    private final NetworkData.Builder networks;

    Builder(Language language, @Nullable String title, String version, Clock clock) {
      this.language = language;
      this.title = title;
      this.version = version;
      this.clock = clock;
      this.networks = new NetworkData.Builder(language);
    }

    PageData build(List<StoredRun> all, boolean live, long state) {
      networks.restart();
      List<String> notes = new ArrayList<>();
      List<StoredRun> runs = distinct(limited(all, MOST_RUNS, "too_many_runs", notes));
      SeriesNames names = SeriesNames.of(runs);
      Map<String, List<StoredCell>> series = series(runs, names, notes);
      List<RunData> shown = new ArrayList<>();
      List<DepthData> depth = new ArrayList<>();
      List<HeatmapData> heatmaps = new ArrayList<>();
      List<EvaluationData> evaluations = new ArrayList<>();
      for (StoredRun run : runs) {
        shown.add(RunData.of(run, language, names));
        if (run.kind() == StoredRun.Kind.TRAINING) {
          networks.add(run);
          evaluations.addAll(evaluations(run, runs.size() > 1));
          List<HistogramRow> rows =
              run.cells().stream().flatMap(cell -> cell.histograms().stream()).toList();
          heatmaps.addAll(HeatmapData.of(run.name(), runs.size() > 1, false, rows));
        } else {
          @Nullable StoredDiagnosis file = run.diagnosis();
          if (file != null) {
            networks.add(file);
            depth.addAll(DepthData.of(run.name(), file));
          }
          heatmaps.addAll(HeatmapData.of(run.name(), runs.size() > 1, true, run.histograms()));
        }
      }
      notes.addAll(networks.problems());
      if (networks.left() > 0) {
        notes.add(language.text("too_many_networks", NetworkData.Builder.MOST, networks.left()));
      }
      return new PageData(
          title == null ? title(runs) : title,
          language.tag(),
          Instant.now(clock).truncatedTo(ChronoUnit.SECONDS).toString(),
          version,
          live,
          state,
          language.texts(),
          MetricDisplay.columns().stream().map(MetricDisplay::name).toList(),
          notes,
          shown,
          lines(runs, names, series),
          CurveData.of(series),
          CurveData.snapshots(series),
          limited(evaluations, MOST_EVALUATIONS, "too_many_evaluations", notes),
          depth,
          limited(heatmaps, MOST_HEATMAPS, "too_many_heatmaps", notes),
          networks.networks());
    }

    private String title(List<StoredRun> runs) {
      return switch (runs.size()) {
        case 0 -> language.text("title_none");
        case 1 ->
            language.text(
                runs.getFirst().kind() == StoredRun.Kind.TRAINING
                    ? "title_training"
                    : "title_diagnosis",
                runs.getFirst().name());
        default -> language.text("title_many", runs.size());
      };
    }

    private Map<String, List<StoredCell>> series(
        List<StoredRun> runs, SeriesNames names, List<String> notes) {
      Map<String, List<StoredCell>> series = names.series(runs);
      if (series.size() <= MOST_SERIES) {
        return series;
      }
      notes.add(language.text("too_many_series", MOST_SERIES, series.size() - MOST_SERIES));
      Map<String, List<StoredCell>> first = new LinkedHashMap<>();
      series.entrySet().stream()
          .limit(MOST_SERIES)
          .forEach(entry -> first.put(entry.getKey(), entry.getValue()));
      return first;
    }

    private static List<Series> lines(
        List<StoredRun> runs, SeriesNames names, Map<String, List<StoredCell>> series) {
      Map<String, Series> lines = new LinkedHashMap<>();
      for (StoredRun run : runs) {
        for (StoredCell cell : run.cells()) {
          String key = names.key(run.name(), cell.net(), cell.block());
          @Nullable List<StoredCell> cells = series.get(key);
          if (cells != null) {
            String label = names.label(run.name(), cell.net(), cell.block());
            lines.putIfAbsent(key, new Series(key, label, cells.size()));
          }
        }
      }
      return List.copyOf(lines.values());
    }

    private <T> List<T> limited(List<T> items, int most, String key, List<String> notes) {
      if (items.size() <= most) {
        return items;
      }
      notes.add(language.text(key, most, items.size() - most));
      return items.subList(0, most);
    }

    /** The same folder given twice is shown once. */
    private static List<StoredRun> distinct(List<StoredRun> runs) {
      Set<Object> seen = new HashSet<>();
      return runs.stream().filter(run -> seen.add(run.path())).toList();
    }

    private static List<EvaluationData> evaluations(StoredRun run, boolean named) {
      List<EvaluationData> evaluations = new ArrayList<>();
      for (StoredCell cell : run.cells()) {
        @Nullable TestPredictions found = cell.evaluation();
        if (found != null) {
          evaluations.add(
              new EvaluationData(
                  run.name() + "/" + cell.id(),
                  named ? cell.id() + " (" + run.name() + ")" : cell.id(),
                  found.classes(),
                  found.confusion(),
                  found.mistakes().stream().limit(MOST_MISTAKES).toList()));
        }
      }
      return evaluations;
    }
  }
}
