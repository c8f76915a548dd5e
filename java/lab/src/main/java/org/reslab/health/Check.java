// SPDX-License-Identifier: Apache-2.0
package org.reslab.health;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reslab.InvalidArgumentException;
import org.reslab.metrics.Metric;
import org.reslab.metrics.Metrics;

/**
 * What a profile expects of one metric.
 *
 * @param metric its name
 * @param aim prediction or health
 * @param when what the check applies to
 * @param expect where the value should lie
 * @param limit beyond this the verdict is {@link Status#FAIL} whatever the severity; null for none
 * @param summary how seeds become one value
 * @param overDepth the value is a factor per layer, and is judged to the power of the depth
 * @param severity of a value outside {@code expect}
 * @param reason why the value should lie there; a sentence
 * @param below what a value below means; may be empty
 * @param above what a value above means; may be empty
 * @param remedy what to change, by kind; the entry {@code any}, if there is one, for the other
 *     kinds
 * @param source paper, or an honest word that the bound is this profile's own
 */
public record Check(
    String metric,
    Aim aim,
    When when,
    Range expect,
    @Nullable Range limit,
    Summary summary,
    boolean overDepth,
    Severity severity,
    String reason,
    String below,
    String above,
    Map<String, String> remedy,
    String source) {
  /** The key of a remedy for the kinds that have none of their own. */
  public static final String ANY = "any";

  /**
   * Checks that the parts go together.
   *
   * @throws InvalidArgumentException if they do not
   */
  public Check {
    Metric judged = judgeable(metric);
    remedy = Collections.unmodifiableMap(new LinkedHashMap<>(remedy));
    if (aim == Aim.CONTEXT) {
      throw new InvalidArgumentException("aim: found 'context', expected prediction or health");
    }
    if (limit != null && !limit.contains(expect)) {
      throw new InvalidArgumentException(
          "limit: found '%s', expected a range around that of expect, '%s'"
              .formatted(limit, expect));
    }
    if (summary == Summary.GEOMETRIC && !judged.positive()) {
      throw new InvalidArgumentException(
          "summary: found 'geometric', but "
              + metric
              + " may be 0 or negative; expected mean or bootstrap");
    }
    if (overDepth && summary != Summary.GEOMETRIC) {
      throw new InvalidArgumentException(
          "over_depth: found true with summary '%s', expected summary geometric"
              .formatted(EnumLabels.of(summary)));
    }
  }

  /**
   * Returns the metric of a name, which a profile may judge.
   *
   * @throws InvalidArgumentException if there is none, or it is not judged
   */
  static Metric judgeable(String name) {
    Metric metric = Metrics.find(name);
    if (metric != null && metric.judgeable()) {
      return metric;
    }
    if (metric != null && metric.isProxy()) {
      throw new InvalidArgumentException(
          "metric: found '"
              + name
              + "', a zero-cost proxy, which is reported together with the parameter count and"
              + " never judged");
    }
    throw EnumLabels.unknown(
        "metric",
        name,
        Metrics.all().stream().filter(Metric::judgeable).map(Metric::name).toList());
  }

  /** Returns what to change in an architecture of a kind; may be empty. */
  public String remedyFor(Kind kind) {
    String own = remedy.get(EnumLabels.of(kind));
    return own != null ? own : remedy.getOrDefault(ANY, "");
  }

  /** Returns the name of what is judged: the metric, or its power. */
  public String subject() {
    return overDepth ? metric + "^depth" : metric;
  }
}
