// SPDX-License-Identifier: Apache-2.0
package org.reslab.health;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.reslab.metrics.Metric;
import org.reslab.metrics.Metrics;
import org.reslab.stats.Interval;

/**
 * Holds what was measured against a profile.
 *
 * @param profile what to expect
 */
public record Judge(Profile profile) {
  private static final String PROXY_REASON =
      "A zero-cost proxy, reported together with the parameter count and never judged: at"
          + " initialisation it follows size and depth.";

  /** Judges an architecture by what was measured and by its structure. */
  public Card judge(Evidence evidence) {
    return judge(evidence, List.of());
  }

  /**
   * Judges an architecture.
   *
   * @param more findings in addition to those of {@link StructureLint}, for example of {@link
   *     RecipeLint}
   */
  public Card judge(Evidence evidence, List<Finding> more) {
    List<Verdict> verdicts = new ArrayList<>();
    Set<String> judged = new LinkedHashSet<>();
    Set<String> unmeasured = new LinkedHashSet<>();
    for (Check check : profile.checks()) {
      if (check.when().holds(evidence)) {
        double[] values = evidence.values(check.metric());
        if (values == null) {
          unmeasured.add(check.metric());
        } else {
          judged.add(check.metric());
          verdicts.add(verdict(check, evidence.architecture(), values));
        }
      }
    }
    evidence
        .samples()
        .forEach((metric, values) -> {
          if (!judged.contains(metric)) {
            verdicts.add(context(metric, values));
          }
        });
    List<Finding> findings = new ArrayList<>(StructureLint.check(evidence.architecture()));
    findings.addAll(more);
    return Card.of(
        evidence.architecture(), profile.name(), verdicts, findings, List.copyOf(unmeasured));
  }

  private Verdict verdict(Check check, Architecture architecture, double[] values) {
    Interval perLayer = check.summary().of(check.metric(), values, profile.level());
    Interval value = check.overDepth() ? power(perLayer, architecture.depth()) : perLayer;
    int undefined = values.length - value.n();
    Interval held =
        profile.judging() == Judging.VALUE
            ? new Interval(value.mean(), value.mean(), value.mean(), value.n())
            : value;
    Status status = status(check, held, undefined);
    return new Verdict(
        check.subject(),
        check.aim(),
        value,
        check.summary(),
        values.length,
        undefined,
        check.expect(),
        status,
        outcome(check, held, status, values.length, undefined) + " " + check.reason(),
        remedy(check, architecture.kind(), status),
        check.source());
  }

  private Verdict context(String metric, double[] values) {
    Metric known = Metrics.find(metric);
    boolean logarithmic =
        known != null && known.positive() && Arrays.stream(values).noneMatch(value -> value <= 0);
    Summary summary = logarithmic ? Summary.GEOMETRIC : Summary.MEAN;
    Interval value = summary.of(metric, values, profile.level());
    Metric proxy = known != null && known.isProxy() ? known : null;
    return new Verdict(
        metric,
        Aim.CONTEXT,
        value,
        summary,
        values.length,
        values.length - value.n(),
        null,
        value.n() == 0 ? Status.UNDEFINED : Status.INFO,
        proxy != null ? PROXY_REASON : "Reported; nothing is expected of it here.",
        "",
        proxy != null ? proxy.source() : "");
  }

  private static Interval power(Interval factor, int exponent) {
    return new Interval(
        Math.pow(factor.mean(), exponent),
        Math.pow(factor.lower(), exponent),
        Math.pow(factor.upper(), exponent),
        factor.n());
  }

  private static Status status(Check check, Interval value, int undefined) {
    if (value.n() == 0) {
      return Status.UNDEFINED;
    }
    if (check.expect().contains(value)) {
      // Seeds with a value are a selection: what made the others undefined may be the answer.
      return undefined == 0 ? Status.PASS : Status.BORDERLINE;
    }
    Range limit = check.limit();
    if (limit != null && limit.isDisjointFrom(value)) {
      return Status.FAIL;
    }
    boolean shownOnly = check.severity() == Severity.INFO;
    return shownOnly || check.expect().isDisjointFrom(value)
        ? check.severity().status()
        : Status.BORDERLINE;
  }

  private static String outcome(
      Check check, Interval value, Status status, int seeds, int undefined) {
    String some =
        undefined > 0 && value.n() > 0
            ? " (undefined for %s of %s seeds)".formatted(undefined, seeds)
            : "";
    if (status == Status.UNDEFINED) {
      return "Undefined for %s.".formatted(seeds == 1 ? "the seed" : "all " + seeds + " seeds");
    }
    if (check.expect().contains(value)) {
      return (check.aim() == Aim.PREDICTION ? "As predicted" : "Within its range") + some + ".";
    }
    if (!value.hasBounds()) {
      return (value.n() == 1 ? "One seed has" : "The seeds have")
          + " no interval"
          + some
          + ", so that nothing is decided.";
    }
    if (!check.expect().isDisjointFrom(value)) {
      return "The interval reaches across a bound%s: the seeds leave open which side is true."
          .formatted(some);
    }
    boolean isBelow = value.upper() < check.expect().low();
    String side = isBelow ? "Below" : "Above";
    String meaning = isBelow ? check.below() : check.above();
    return side
        + (check.aim() == Aim.PREDICTION ? " the prediction" : " its range")
        + some
        + (meaning.isEmpty() ? "." : ": " + meaning + ".");
  }

  private static String remedy(Check check, Kind kind, Status status) {
    return switch (status) {
      case PASS -> "";
      case UNDEFINED ->
          "Look at the metric layer by layer: a 0, an overflow or NaN weights leave it undefined.";
      case BORDERLINE -> "Measure more seeds.";
      case INFO, WARN, FAIL -> check.remedyFor(kind);
    };
  }
}
