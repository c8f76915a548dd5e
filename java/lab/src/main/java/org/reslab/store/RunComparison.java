// SPDX-License-Identifier: Apache-2.0
package org.reslab.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.reslab.diagnosis.StoredDiagnosis;
import org.reslab.experiment.BlockSummary;
import org.reslab.experiment.Comparison;
import org.reslab.experiment.EpochMetric;
import org.reslab.experiment.RunStatus;
import org.reslab.health.Status;
import org.reslab.stats.Interval;
import org.reslab.stats.PairedTest;

/**
 * Several runs compared.
 *
 * @param runs names, in the order in which they were given
 * @param settings by key, the value in each run, null where it has none; only keys whose values
 *     differ
 * @param rows one for each network and block of each training run
 * @param architectures one for each architecture of each diagnosis
 * @param differences the first run against each other, paired by seed; none between runs whose
 *     images differ
 * @param notes which differences are left out and why, in sentences
 */
public record RunComparison(
    List<String> runs,
    Map<String, List<@Nullable Object>> settings,
    List<Row> rows,
    List<Verdict> architectures,
    List<Difference> differences,
    List<String> notes) {
  /** A network and block of a run. */
  public record Row(String run, BlockSummary summary) {}

  /** An architecture of a diagnosis and its worst verdict. */
  public record Verdict(String run, String architecture, Status status) {}

  /**
   * How one network of a run differs from that of another.
   *
   * @param runA the first run
   * @param runB the other
   * @param networkA net and block in the first
   * @param networkB net and block in the other
   * @param metric {@code test_accuracy} or {@code train_loss}, after the last epoch
   * @param difference mean of A minus B over the seeds; without bounds where there is one seed
   * @param pValue of the two-sided paired t-test; NaN where there is one seed
   * @param pHolm the same, corrected for the comparisons in this metric
   * @param pairs seeds that completed in both
   */
  public record Difference(
      String runA,
      String runB,
      String networkA,
      String networkB,
      String metric,
      Interval difference,
      double pValue,
      double pHolm,
      int pairs) {}

  private record Network(String net, String block) {
    String text() {
      return net + " " + block;
    }
  }

  private static final List<EpochMetric> METRICS =
      List.of(EpochMetric.TEST_ACCURACY, EpochMetric.TRAIN_LOSS);

  /** Copies the lists. */
  public RunComparison {
    runs = List.copyOf(runs);
    rows = List.copyOf(rows);
    architectures = List.copyOf(architectures);
    differences = List.copyOf(differences);
    notes = List.copyOf(notes);
  }

  /**
   * Compares runs. Two networks are held against each other where net and block are the same in
   * both runs, or where each run has one alone.
   */
  public static RunComparison of(List<StoredRun> runs, List<String> names) {
    List<Row> rows = new ArrayList<>();
    List<Verdict> verdicts = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      String name = names.get(i);
      @Nullable Comparison comparison = runs.get(i).comparison();
      if (comparison != null) {
        comparison.blocks().forEach(block -> rows.add(new Row(name, block)));
      }
      verdicts.addAll(verdicts(name, runs.get(i)));
    }
    List<Map<String, @Nullable Object>> settings =
        runs.stream().map(run -> RunDigest.read(run.name(), run.path()).settings()).toList();
    List<Difference> differences = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    for (EpochMetric metric : METRICS) {
      List<Difference> family = new ArrayList<>();
      for (int i = 1; i < runs.size(); i++) {
        @Nullable String other = otherImages(settings.getFirst(), settings.get(i), metric);
        List<Difference> found =
            differences(runs.getFirst(), runs.get(i), names.getFirst(), names.get(i), metric);
        if (other == null) {
          family.addAll(found);
        } else if (!found.isEmpty()) {
          notes.add(
              "no difference in %s between %s and %s: %s"
                  .formatted(metric.measure(), names.getFirst(), names.get(i), other));
        }
      }
      differences.addAll(corrected(family));
    }
    return new RunComparison(names, differing(settings), rows, verdicts, differences, notes);
  }

  /**
   * Explains why two runs measured a metric on different images; null where the images are equal.
   */
  private static @Nullable String otherImages(
      Map<String, @Nullable Object> a, Map<String, @Nullable Object> b, EpochMetric metric) {
    List<String> decisive =
        metric == EpochMetric.TEST_ACCURACY ? List.of("data", "test_subset") : List.of("data");
    for (String key : decisive) {
      if (!Objects.equals(a.get(key), b.get(key))) {
        return "%s is %s and %s".formatted(key, shown(a.get(key)), shown(b.get(key)));
      }
    }
    return null;
  }

  private static String shown(@Nullable Object value) {
    return value == null ? "not set" : value.toString();
  }

  private static Map<String, List<@Nullable Object>> differing(
      List<Map<String, @Nullable Object>> all) {
    Set<String> keys = new LinkedHashSet<>();
    all.forEach(settings -> keys.addAll(settings.keySet()));
    Map<String, List<@Nullable Object>> differing = new LinkedHashMap<>();
    for (String key : keys) {
      List<@Nullable Object> values = new ArrayList<>();
      all.forEach(settings -> values.add(settings.get(key)));
      if (!values.stream().allMatch(value -> Objects.equals(value, values.getFirst()))) {
        differing.put(key, values);
      }
    }
    return differing;
  }

  private static List<Verdict> verdicts(String name, StoredRun run) {
    @Nullable StoredDiagnosis diagnosis = run.diagnosis();
    return diagnosis == null
        ? List.of()
        : diagnosis.architectures().stream()
            .map(it -> new Verdict(name, it.name(), it.status()))
            .toList();
  }

  private static List<Difference> differences(
      StoredRun a, StoredRun b, String nameA, String nameB, EpochMetric metric) {
    Map<Network, Map<Long, Double>> ofA = ends(a, metric);
    Map<Network, Map<Long, Double>> ofB = ends(b, metric);
    List<Difference> differences = new ArrayList<>();
    ofA.forEach((network, values) -> {
      boolean alone = ofA.size() == 1 && ofB.size() == 1;
      Network other = alone ? ofB.keySet().iterator().next() : network;
      @Nullable Map<Long, Double> others = ofB.get(other);
      if (others == null) {
        return;
      }
      List<double[]> pairs = new ArrayList<>();
      values.forEach((seed, left) -> {
        @Nullable Double right = others.get(seed);
        if (right != null) {
          pairs.add(new double[] {left, right});
        }
      });
      if (!pairs.isEmpty()) {
        differences.add(difference(nameA, nameB, network, other, metric, pairs));
      }
    });
    return differences;
  }

  private static Difference difference(
      String nameA, String nameB, Network a, Network b, EpochMetric metric, List<double[]> pairs) {
    double[] left = pairs.stream().mapToDouble(pair -> pair[0]).toArray();
    double[] right = pairs.stream().mapToDouble(pair -> pair[1]).toArray();
    Interval interval;
    double p = Double.NaN;
    if (pairs.size() == 1) {
      interval = Interval.meanT(new double[] {left[0] - right[0]}, Comparison.LEVEL);
    } else {
      PairedTest test = PairedTest.of(left, right, Comparison.LEVEL);
      interval = metric.boundedDifference(test.difference());
      p = test.pValue();
    }
    return new Difference(
        nameA, nameB, a.text(), b.text(), metric.label(), interval, p, p, pairs.size());
  }

  private static List<Difference> corrected(List<Difference> family) {
    List<Difference> tested = family.stream().filter(d -> !Double.isNaN(d.pValue)).toList();
    double[] adjusted = PairedTest.holm(tested.stream().mapToDouble(Difference::pValue).toArray());
    List<Difference> all = new ArrayList<>(family);
    for (int i = 0; i < adjusted.length; i++) {
      Difference d = tested.get(i);
      all.set(
          family.indexOf(d),
          new Difference(
              d.runA,
              d.runB,
              d.networkA,
              d.networkB,
              d.metric,
              d.difference,
              d.pValue,
              adjusted[i],
              d.pairs));
    }
    return all;
  }

  /** By network and seed, the value after the last epoch of what completed. */
  private static Map<Network, Map<Long, Double>> ends(StoredRun run, EpochMetric metric) {
    Map<Network, Map<Long, Double>> ends = new LinkedHashMap<>();
    for (StoredCell cell : run.cells()) {
      if (cell.status() == RunStatus.COMPLETED && !cell.epochs().isEmpty()) {
        ends.computeIfAbsent(new Network(cell.net(), cell.block()), _ -> new TreeMap<>())
            .put(cell.seed(), metric.of(cell.epochs().getLast()));
      }
    }
    return ends;
  }
}
