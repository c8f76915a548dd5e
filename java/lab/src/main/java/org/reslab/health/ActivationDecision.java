// SPDX-License-Identifier: Apache-2.0
package org.reslab.health;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.reslab.InvalidArgumentException;
import org.reslab.metrics.Metrics;
import org.reslab.stats.Bounds;
import org.reslab.stats.EquivalenceTest;
import org.reslab.stats.Interval;
import org.reslab.stats.PairedTest;
import org.reslab.text.Numbers;

/**
 * Whether to activate before or after the addition, by four metrics at initialisation.
 *
 * <p>In each the advantage of pre-activation is paired by seed. Where two one-sided tests at 5 %
 * show that it lies within the margin, the two are equivalent, even if a difference is significant;
 * else the one that a paired t-test at 5 %, corrected by Holm's method over the metrics, finds
 * ahead is ahead. That <em>all</em> are equivalent is an intersection of tests, which needs no
 * correction (Berger 1982, <em>Multiparameter Hypothesis Testing and Acceptance Sampling</em>). The
 * margins are ResLab's own; each contest states its own.
 *
 * @param outcome over all metrics
 * @param depth weight layers of both networks
 * @param contests one for each metric that both have
 * @param missing metrics that one of them lacks
 * @param prior what was published about test errors at this depth
 * @param conclusion sentences: what the numbers say, and what was published
 */
public record ActivationDecision(
    Outcome outcome,
    int depth,
    List<Contest> contests,
    List<String> missing,
    String prior,
    String conclusion) {
  private static final double LEVEL = 0.95;
  private static final double ALPHA = 0.05;

  /** Up to this depth published test errors tie. */
  private static final int DEEPEST_TIE = 56;

  private static final int SHALLOWEST_LEAD = 100;

  private static final String PUBLISHED =
      "He et al. 2016, arXiv:1603.05027, CIFAR-10 test error in %, v1 to v2: ResNet-110 6.61 to"
          + " 6.37, -164 5.93 to 5.46, -1001 7.61 to 4.92";

  /** What the contests say together. */
  public enum Outcome {
    /** Pre-activation is ahead in at least one metric, post-activation in none. */
    PRE_AHEAD,

    /** Post-activation is ahead in at least one metric, pre-activation in none. */
    POST_AHEAD,

    /** In every metric that is defined the difference is shown to lie within the margin. */
    NO_DETECTABLE_DIFFERENCE,

    /** The metrics disagree, or there are too few seeds to decide. */
    INCONCLUSIVE
  }

  /** Copies the lists. */
  public ActivationDecision {
    contests = List.copyOf(contests);
    missing = List.copyOf(missing);
  }

  /** What is compared: a metric, on which scale, and in which direction it is better. */
  private enum Criterion {
    RANK("effective_rank_share", false),
    AMPLIFICATION("gradient_amplification", true),
    SENSITIVITY("relative_sensitivity", true),
    SHATTERING("input_gradient_cosine", false);

    private final String metric;
    private final boolean logarithmic;

    Criterion(String metric, boolean logarithmic) {
      this.metric = metric;
      this.logarithmic = logarithmic;
    }

    /** Returns a number that is the greater the better; NaN where the value is not defined. */
    double merit(double value) {
      if (!Double.isFinite(value) || (logarithmic && value <= 0)) {
        return Double.NaN;
      }
      return switch (this) {
        case RANK, SHATTERING -> value;
        // A gradient that neither grows nor shrinks is best.
        case AMPLIFICATION -> -Math.abs(Math.log(value));
        case SENSITIVITY -> -Math.log(value);
      };
    }

    double margin(int depth) {
      return switch (this) {
        case RANK, SHATTERING -> 0.05;
        case AMPLIFICATION -> Math.log(2) / depth;
        case SENSITIVITY -> Math.log(1.25);
      };
    }

    String marginInWords() {
      return switch (this) {
        case RANK -> "5 % of the channels";
        case SHATTERING -> "0.05";
        case AMPLIFICATION -> "a factor of 2 over the depth";
        case SENSITIVITY -> "a factor of 1.25";
      };
    }

    /** Returns what a difference of merits can be. */
    Bounds advantages() {
      return logarithmic ? Bounds.NONE : Metrics.bounds(metric).ofDifference();
    }

    Summary summary() {
      return logarithmic ? Summary.GEOMETRIC : Summary.MEAN;
    }
  }

  /**
   * Compares a network with post-activation with its twin with pre-activation.
   *
   * @param post evidence of the one, its seeds in the order of the other's
   * @param pre evidence of the other
   * @throws InvalidArgumentException if the two are not of these kinds, or differ in more than the
   *     block
   */
  public static ActivationDecision of(Evidence post, Evidence pre) {
    requireTwins(post, pre);
    int depth = post.architecture().depth();
    List<String> missing = new ArrayList<>();
    List<Tested> tested = new ArrayList<>();
    for (Criterion criterion : Criterion.values()) {
      double[] postValues = post.values(criterion.metric);
      double[] preValues = pre.values(criterion.metric);
      if (postValues == null || preValues == null) {
        missing.add(criterion.metric);
      } else {
        tested.add(Tested.of(criterion, postValues, preValues, depth));
      }
    }
    double[] corrected =
        PairedTest.holm(tested.stream().mapToDouble(test -> test.pValue).toArray());
    List<Contest> contests =
        IntStream.range(0, corrected.length)
            .mapToObj(i -> tested.get(i).contest(corrected[i]))
            .toList();
    Outcome outcome = outcome(contests);
    String prior = prior(depth);
    return new ActivationDecision(
        outcome, depth, contests, missing, prior, conclusion(outcome, contests, missing, prior));
  }

  private static void requireTwins(Evidence post, Evidence pre) {
    Architecture a = post.architecture();
    Architecture b = pre.architecture();
    requireKind(a, Kind.POST);
    requireKind(b, Kind.PRE);
    requireEqual("net", a.net(), b.net());
    requireEqual("depth", a.depth(), b.depth());
    requireEqual("width", a.width(), b.width());
    requireEqual("init", a.init(), b.init());
    requireEqual("bn_mode", a.bnMode(), b.bnMode());
    requireEqual("input", a.input(), b.input());
    requireEqual("classes", a.classes(), b.classes());
    requireEqual("seeds", post.seeds(), pre.seeds());
  }

  private static void requireKind(Architecture it, Kind kind) {
    if (it.kind() != kind) {
      throw new InvalidArgumentException(
          "block: found '%s' of kind %s, expected one of kind %s"
              .formatted(it.block(), EnumLabels.of(it.kind()), EnumLabels.of(kind)));
    }
  }

  private static void requireEqual(String what, Object a, Object b) {
    if (!Objects.equals(a, b)) {
      throw new InvalidArgumentException(
          "%s: found %s with post- and %s with pre-activation, expected the same"
              .formatted(what, a, b));
    }
  }

  /** The tests of one metric, before their p-values are corrected. */
  private record Tested(
      Criterion criterion,
      Interval post,
      Interval pre,
      Interval advantage,
      double margin,
      double pValue,
      double pEquivalence,
      int pairs,
      int seeds) {
    static Tested of(Criterion criterion, double[] post, double[] pre, int depth) {
      int[] defined =
          IntStream.range(0, post.length)
              .filter(i ->
                  !Double.isNaN(criterion.merit(post[i])) && !Double.isNaN(criterion.merit(pre[i])))
              .toArray();
      double[] postMerit =
          Arrays.stream(defined).mapToDouble(i -> criterion.merit(post[i])).toArray();
      double[] preMerit =
          Arrays.stream(defined).mapToDouble(i -> criterion.merit(pre[i])).toArray();
      Interval advantage = new Interval(Double.NaN, Double.NaN, Double.NaN, defined.length);
      double pValue = Double.NaN;
      double pEquivalence = Double.NaN;
      double margin = criterion.margin(depth);
      if (defined.length >= 2) {
        PairedTest difference = PairedTest.of(preMerit, postMerit, LEVEL);
        advantage = difference.difference().within(criterion.advantages());
        pValue = difference.pValue();
        pEquivalence = EquivalenceTest.of(preMerit, postMerit, margin, ALPHA).pValue();
      } else if (defined.length == 1) {
        advantage = new Interval(preMerit[0] - postMerit[0], Double.NaN, Double.NaN, 1);
      }
      return new Tested(
          criterion,
          criterion.summary().of(criterion.metric, post, LEVEL),
          criterion.summary().of(criterion.metric, pre, LEVEL),
          advantage,
          margin,
          pValue,
          pEquivalence,
          defined.length,
          post.length);
    }

    Contest contest(double pHolm) {
      Contest.Result result = pairs == 0 ? Contest.Result.UNDEFINED : Contest.Result.OPEN;
      if (pEquivalence <= ALPHA) {
        result = Contest.Result.EQUIVALENT;
      } else if (pHolm <= ALPHA) {
        result = advantage.mean() > 0 ? Contest.Result.PRE_AHEAD : Contest.Result.POST_AHEAD;
      }
      return new Contest(
          criterion.metric,
          post,
          pre,
          advantage,
          criterion.logarithmic,
          margin,
          pValue,
          pHolm,
          pEquivalence,
          pairs,
          seeds - pairs,
          result,
          sentence(result, pHolm));
    }

    private String sentence(Contest.Result result, double pHolm) {
      String values =
          "%s: post %s, pre %s"
              .formatted(criterion.metric, Numbers.interval(post), Numbers.interval(pre));
      String undefined =
          pairs == seeds ? "" : " (undefined for %s of %s pairs)".formatted(seeds - pairs, seeds);
      return values
          + undefined
          + switch (result) {
            case PRE_AHEAD -> ": pre-activation is ahead (p = %s).".formatted(Numbers.value(pHolm));
            case POST_AHEAD ->
                ": post-activation is ahead (p = %s).".formatted(Numbers.value(pHolm));
            case EQUIVALENT ->
                ": equivalent within %s (p = %s)."
                    .formatted(criterion.marginInWords(), Numbers.value(pEquivalence));
            case UNDEFINED -> ": no pair to compare.";
            case OPEN ->
                Double.isNaN(pHolm)
                    ? ": no test, for there are fewer than two pairs or they do not vary."
                    : ": open; neither a difference (p = %s) nor equivalence within %s (p = %s) is shown."
                        .formatted(
                            Numbers.value(pHolm),
                            criterion.marginInWords(),
                            Numbers.value(pEquivalence));
          };
    }
  }

  private static Outcome outcome(List<Contest> contests) {
    boolean pre = !metrics(contests, Contest.Result.PRE_AHEAD).isEmpty();
    boolean post = !metrics(contests, Contest.Result.POST_AHEAD).isEmpty();
    if (pre != post) {
      return pre ? Outcome.PRE_AHEAD : Outcome.POST_AHEAD;
    }
    boolean shownEqual =
        !metrics(contests, Contest.Result.EQUIVALENT).isEmpty()
            && metrics(contests, Contest.Result.OPEN).isEmpty();
    return !pre && shownEqual ? Outcome.NO_DETECTABLE_DIFFERENCE : Outcome.INCONCLUSIVE;
  }

  private static String prior(int depth) {
    String expectation =
        depth <= DEEPEST_TIE
            ? "a tie in test error at this depth"
            : depth < SHALLOWEST_LEAD
                ? "nothing for this depth: a tie up to about "
                    + DEEPEST_TIE
                    + " layers,"
                    + " pre-activation ahead above about "
                    + SHALLOWEST_LEAD
                : "pre-activation ahead in test error at this depth";
    return "Published: %s (%s).".formatted(expectation, PUBLISHED);
  }

  private static String conclusion(
      Outcome outcome, List<Contest> contests, List<String> missing, String prior) {
    String undefined = metrics(contests, Contest.Result.UNDEFINED);
    String said =
        switch (outcome) {
          case PRE_AHEAD ->
              "Pre-activation is ahead at initialisation in "
                  + metrics(contests, Contest.Result.PRE_AHEAD)
                  + ".";
          case POST_AHEAD ->
              "Post-activation is ahead at initialisation in "
                  + metrics(contests, Contest.Result.POST_AHEAD)
                  + ".";
          case NO_DETECTABLE_DIFFERENCE ->
              "No detectable difference: in %s the two are equivalent within the margins."
                  .formatted(metrics(contests, Contest.Result.EQUIVALENT));
          case INCONCLUSIVE -> inconclusive(contests);
        };
    return said
        + (undefined.isEmpty() ? "" : " Undefined: " + undefined + ".")
        + (missing.isEmpty() ? "" : " Not measured: " + String.join(", ", missing) + ".")
        + " "
        + prior;
  }

  private static String inconclusive(List<Contest> contests) {
    String pre = metrics(contests, Contest.Result.PRE_AHEAD);
    String post = metrics(contests, Contest.Result.POST_AHEAD);
    if (!pre.isEmpty() && !post.isEmpty()) {
      return "Inconclusive: pre-activation is ahead in %s, post-activation in %s."
          .formatted(pre, post);
    }
    String open = metrics(contests, Contest.Result.OPEN);
    return open.isEmpty()
        ? "Inconclusive: there is nothing to compare."
        : "Inconclusive: open in " + open + "; measure more seeds.";
  }

  private static String metrics(List<Contest> contests, Contest.Result result) {
    return String.join(
        ", ",
        contests.stream()
            .filter(contest -> contest.result() == result)
            .map(Contest::metric)
            .toList());
  }

  /** Returns the outcome as a label, for example {@code no-detectable-difference}. */
  public String label() {
    return EnumLabels.of(outcome);
  }
}
