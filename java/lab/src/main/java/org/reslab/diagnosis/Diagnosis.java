// SPDX-License-Identifier: Apache-2.0
package org.reslab.diagnosis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.reslab.ProbeMetric;
import org.reslab.health.ActivationDecision;
import org.reslab.health.Architecture;
import org.reslab.health.Card;
import org.reslab.health.Evidence;
import org.reslab.health.Judge;
import org.reslab.health.Kind;
import org.reslab.health.Profile;
import org.reslab.health.Summary;
import org.reslab.stats.Interval;

/**
 * What was measured of every subject, judged.
 *
 * @param results one for each subject
 * @param cards one for each subject, in the same order
 * @param decisions pre- against post-activation, wherever two subjects differ in nothing else
 */
public record Diagnosis(List<SubjectResult> results, List<Card> cards, List<Comparison> decisions) {
  private static final double LEVEL = 0.95;

  /**
   * Post- against pre-activation of one net.
   *
   * @param post name of the post-activated architecture
   * @param pre name of the pre-activated one
   * @param decision what the numbers say
   */
  public record Comparison(String post, String pre, ActivationDecision decision) {}

  /** Copies the lists. */
  public Diagnosis {
    results = List.copyOf(results);
    cards = List.copyOf(cards);
    decisions = List.copyOf(decisions);
  }

  /** Judges what was measured. */
  public static Diagnosis of(List<SubjectResult> results, Profile profile) {
    Judge judge = new Judge(profile);
    List<Evidence> evidence = results.stream().map(Diagnosis::evidence).toList();
    List<Card> cards = evidence.stream().map(judge::judge).toList();
    return new Diagnosis(results, cards, decisions(results, evidence));
  }

  private static Evidence evidence(SubjectResult result) {
    Map<String, double[]> samples = new LinkedHashMap<>(result.samples());
    Cost cost = result.cost();
    int n = result.cells().size();
    samples.put("parameters", repeated((double) cost.parameters(), n));
    samples.put("macs", repeated((double) cost.macs(), n));
    return new Evidence(architecture(result), samples);
  }

  private static double[] repeated(double value, int n) {
    double[] values = new double[n];
    Arrays.fill(values, value);
    return values;
  }

  private static Architecture architecture(SubjectResult result) {
    Subject subject = result.subject();
    return new Architecture(
        name(result),
        subject.net(),
        subject.block().name(),
        subject.block().traits(),
        result.depth(),
        result.width(),
        subject.init().label(),
        subject.bnMode().label(),
        subject.input().label(),
        result.finalNorm(),
        subject.spec().classes());
  }

  /** Names an architecture as its card and every file do. */
  static String name(SubjectResult result) {
    Subject subject = result.subject();
    return "%s %s (%s)"
        .formatted(
            subject.net(),
            subject.block().name(),
            Subject.conditions(
                result.width(),
                subject.init().label(),
                subject.bnMode().label(),
                subject.input().label()));
  }

  private static List<Comparison> decisions(List<SubjectResult> results, List<Evidence> evidence) {
    List<Comparison> decisions = new ArrayList<>();
    for (int a = 0; a < results.size(); a++) {
      for (int b = 0; b < results.size(); b++) {
        Architecture post = evidence.get(a).architecture();
        Architecture pre = evidence.get(b).architecture();
        if (post.kind() == Kind.POST
            && pre.kind() == Kind.PRE
            && sameButForBlock(results.get(a).subject(), results.get(b).subject())
            && sameSeeds(results.get(a), results.get(b))) {
          decisions.add(
              new Comparison(
                  post.name(),
                  pre.name(),
                  ActivationDecision.of(evidence.get(a), evidence.get(b))));
        }
      }
    }
    return decisions;
  }

  private static boolean sameButForBlock(Subject a, Subject b) {
    return a.net().equals(b.net())
        && a.spec().width() == b.spec().width()
        && a.spec().layers().equals(b.spec().layers())
        && a.init() == b.init()
        && a.bnMode() == b.bnMode()
        && a.input().equals(b.input());
  }

  private static boolean sameSeeds(SubjectResult a, SubjectResult b) {
    return a.cells().stream()
        .map(CellResult::seed)
        .toList()
        .equals(b.cells().stream().map(CellResult::seed).toList());
  }

  /** The coordinate checks of subjects that differ in their width alone. */
  public List<CoordinateCheck> coordinateChecks() {
    return CoordinateCheck.of(results);
  }

  /**
   * Returns the mean over seeds, or for a positive magnitude the geometric mean, with its 95 %
   * interval, cut to what the metric can be. Values that are not finite are left out.
   */
  public static Interval estimate(ProbeMetric metric, double[] values) {
    Summary summary = metric.positive() ? Summary.GEOMETRIC : Summary.MEAN;
    return summary.of(metric.name(), values, LEVEL);
  }
}
