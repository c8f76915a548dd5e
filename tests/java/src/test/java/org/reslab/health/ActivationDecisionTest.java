// SPDX-License-Identifier: Apache-2.0
package org.reslab.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.reslab.health.Networks.same;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.reslab.InvalidArgumentException;
import org.reslab.health.ActivationDecision.Outcome;
import org.reslab.health.Contest.Result;
import org.reslab.stats.Interval;

class ActivationDecisionTest {
  private static final int SEEDS = 16;

  /** Values whose differences from another phase's vary as seeds do, in no order. */
  private static double[] noisy(double median, double relative, int phase) {
    return IntStream.range(0, SEEDS)
        .mapToDouble(i -> median * Math.exp(relative * Math.sin(1 + 2.4 * i + 1.7 * phase)))
        .toArray();
  }

  private static Evidence post(
      int depth, double rank, double amplification, double sensitivity, double cosine) {
    return evidence(
        Networks.architecture("basic", Networks.BASIC, depth),
        0,
        rank,
        amplification,
        sensitivity,
        cosine);
  }

  private static Evidence pre(
      int depth, double rank, double amplification, double sensitivity, double cosine) {
    return evidence(
        Networks.architecture("preact", Networks.PREACT, depth),
        1,
        rank,
        amplification,
        sensitivity,
        cosine);
  }

  private static Evidence evidence(
      Architecture it,
      int phase,
      double rank,
      double amplification,
      double sensitivity,
      double cosine) {
    return Networks.evidence(
        it,
        "effective_rank_share",
        noisy(rank, 0.03, phase),
        "gradient_amplification",
        noisy(amplification, 0.002, phase),
        "relative_sensitivity",
        noisy(sensitivity, 0.05, phase),
        "input_gradient_cosine",
        noisy(cosine, 0.05, phase));
  }

  private static Contest contest(ActivationDecision decision, String metric) {
    return decision.contests().stream()
        .filter(contest -> contest.metric().equals(metric))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void deepNetworksAreBetterPreActivated() {
    ActivationDecision decision =
        ActivationDecision.of(post(110, 0.2, 1.04, 80, 0.05), pre(110, 0.4, 1.02, 25, 0.15));
    assertThat(decision.outcome()).isEqualTo(Outcome.PRE_AHEAD);
    assertThat(decision.label()).isEqualTo("pre-ahead");
    assertThat(decision.contests())
        .extracting(Contest::result)
        .containsExactly(Result.PRE_AHEAD, Result.PRE_AHEAD, Result.PRE_AHEAD, Result.PRE_AHEAD);
    Contest sensitivity = contest(decision, "relative_sensitivity");
    assertThat(sensitivity.logarithmic()).isTrue();
    assertThat(sensitivity.advantage().mean()).isEqualTo(Math.log(80 / 25.0), within(0.05));
    assertThat(sensitivity.pHolm()).isGreaterThanOrEqualTo(sensitivity.pValue()).isLessThan(0.001);
    assertThat(sensitivity.sentence())
        .startsWith("relative_sensitivity: post 80")
        .contains("ahead");
    assertThat(decision.conclusion())
        .startsWith(
            "Pre-activation is ahead at initialisation in effective_rank_share,"
                + " gradient_amplification, relative_sensitivity, input_gradient_cosine.")
        .contains("pre-activation ahead in test error at this depth", "ResNet-110 6.61 to 6.37");
  }

  @Test
  void shallowNetworksAreEquivalent() {
    ActivationDecision decision =
        ActivationDecision.of(post(8, 0.67, 1.01, 2.8, 0.5), pre(8, 0.66, 1.01, 2.5, 0.51));
    assertThat(decision.outcome()).isEqualTo(Outcome.NO_DETECTABLE_DIFFERENCE);
    assertThat(decision.contests()).extracting(Contest::result).containsOnly(Result.EQUIVALENT);
    // A difference that is significant and does not matter.
    assertThat(contest(decision, "relative_sensitivity").pHolm()).isLessThan(0.05);
    assertThat(decision.conclusion())
        .startsWith("No detectable difference: in effective_rank_share")
        .contains("a tie in test error at this depth");
    assertThat(contest(decision, "gradient_amplification").margin())
        .isEqualTo(Math.log(2) / 8, within(1e-15));
    assertThat(contest(decision, "gradient_amplification").sentence())
        .contains("equivalent within a factor of 2 over the depth");
  }

  @Test
  void twoSeedsClaimNoShareAboveOne() {
    double[] post = {0.1, 0.9};
    double[] pre = {0.8, 0.1};
    ActivationDecision decision =
        ActivationDecision.of(
            Networks.evidence(
                Networks.architecture("basic", Networks.BASIC, 20),
                "effective_rank_share",
                post,
                "input_gradient_cosine",
                post),
            Networks.evidence(
                Networks.architecture("preact", Networks.PREACT, 20),
                "effective_rank_share",
                pre,
                "input_gradient_cosine",
                pre));
    Contest rank = contest(decision, "effective_rank_share");
    assertThat(rank.post()).isEqualTo(new Interval(0.5, 0, 1, 2));
    assertThat(rank.pre().upper()).isEqualTo(1);
    assertThat(rank.advantage().lower()).isEqualTo(-1);
    assertThat(rank.advantage().upper()).isEqualTo(1);
    Contest cosine = contest(decision, "input_gradient_cosine");
    assertThat(cosine.post()).isEqualTo(new Interval(0.5, -1, 1, 2));
    assertThat(cosine.advantage().lower()).isEqualTo(-2);
    assertThat(cosine.advantage().upper()).isEqualTo(2);
  }

  @Test
  void theOtherWayRoundPostIsAhead() {
    ActivationDecision decision =
        ActivationDecision.of(post(20, 0.7, 1.01, 5, 0.5), pre(20, 0.4, 1.01, 5, 0.5));
    assertThat(decision.outcome()).isEqualTo(Outcome.POST_AHEAD);
    assertThat(contest(decision, "effective_rank_share").advantage().mean()).isNegative();
    assertThat(decision.conclusion())
        .startsWith("Post-activation is ahead at initialisation in effective_rank_share.");
  }

  @Test
  void disagreementIsInconclusive() {
    ActivationDecision decision =
        ActivationDecision.of(post(20, 0.7, 1.01, 50, 0.5), pre(20, 0.4, 1.01, 5, 0.5));
    assertThat(decision.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(decision.conclusion())
        .startsWith(
            "Inconclusive: pre-activation is ahead in relative_sensitivity, post-activation in"
                + " effective_rank_share.");
  }

  @Test
  void anAmplificationBelowOneIsAsBadAsOneAbove() {
    ActivationDecision decision =
        ActivationDecision.of(post(56, 0.5, 0.8, 5, 0.5), pre(56, 0.5, 1.05, 5, 0.5));
    Contest contest = contest(decision, "gradient_amplification");
    assertThat(contest.result()).isEqualTo(Result.PRE_AHEAD);
    assertThat(contest.advantage().mean())
        .isEqualTo(Math.log(1 / 0.8) - Math.log(1.05), within(0.005));
  }

  @Test
  void tooFewSeedsLeaveItOpen() {
    Evidence post =
        Networks.evidence(
            Networks.architecture("basic", Networks.BASIC, 56),
            "effective_rank_share",
            new double[] {0.3, 0.5, 0.4});
    Evidence pre =
        Networks.evidence(
            Networks.architecture("preact", Networks.PREACT, 56),
            "effective_rank_share",
            new double[] {0.5, 0.4, 0.6});
    ActivationDecision decision = ActivationDecision.of(post, pre);
    assertThat(decision.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(decision.contests().getFirst().result()).isEqualTo(Result.OPEN);
    assertThat(decision.missing())
        .containsExactly("gradient_amplification", "relative_sensitivity", "input_gradient_cosine");
    assertThat(decision.conclusion())
        .startsWith(
            "Inconclusive: open in effective_rank_share; measure more seeds. Not measured: ");
  }

  @Test
  void oneSeedIsNoTest() {
    Evidence post =
        Networks.evidence(
            Networks.architecture("basic", Networks.BASIC, 56),
            "relative_sensitivity",
            new double[] {40});
    Evidence pre =
        Networks.evidence(
            Networks.architecture("preact", Networks.PREACT, 56),
            "relative_sensitivity",
            new double[] {10});
    Contest contest = ActivationDecision.of(post, pre).contests().getFirst();
    assertThat(contest.result()).isEqualTo(Result.OPEN);
    assertThat(contest.pValue()).isNaN();
    assertThat(contest.advantage().mean()).isEqualTo(Math.log(4), within(1e-12));
    assertThat(contest.advantage().hasBounds()).isFalse();
    assertThat(contest.sentence()).contains("no test");
  }

  @Test
  void pairsWithoutAValueAreLeftOutTogether() {
    Evidence post = post(110, 0.2, 1.04, 80, 0.05);
    double[] holes = noisy(25, 0.05, 1);
    holes[3] = Double.NaN;
    holes[7] = 0;
    Evidence pre =
        Networks.evidence(
            Networks.architecture("preact", Networks.PREACT, 110), "relative_sensitivity", holes);
    Contest contest = ActivationDecision.of(post, pre).contests().getFirst();
    assertThat(contest.pairs()).isEqualTo(14);
    assertThat(contest.undefined()).isEqualTo(2);
    assertThat(contest.result()).isEqualTo(Result.PRE_AHEAD);
    assertThat(contest.sentence()).contains("(undefined for 2 of 16 pairs)");
  }

  @Test
  void allUndefinedDecidesNothing() {
    Evidence post =
        Networks.evidence(
            Networks.architecture("basic", Networks.BASIC, 56),
            "input_gradient_cosine",
            same(Double.NaN, SEEDS));
    Evidence pre =
        Networks.evidence(
            Networks.architecture("preact", Networks.PREACT, 56),
            "input_gradient_cosine",
            same(0.3, SEEDS));
    ActivationDecision decision = ActivationDecision.of(post, pre);
    assertThat(decision.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(decision.contests().getFirst().result()).isEqualTo(Result.UNDEFINED);
    assertThat(decision.contests().getFirst().pairs()).isZero();
    assertThat(decision.conclusion()).contains("Undefined: input_gradient_cosine.");
    assertThat(decision.contests().getFirst().advantage().mean()).isNaN();
  }

  @Test
  void anUndefinedMetricDoesNotHideThatTheOthersAreEqual() {
    Evidence post =
        Networks.evidence(
            Networks.architecture("basic", Networks.BASIC, 8),
            "relative_sensitivity",
            noisy(2.5, 0.05, 0),
            "gradient_amplification",
            same(Double.NaN, SEEDS));
    Evidence pre =
        Networks.evidence(
            Networks.architecture("preact", Networks.PREACT, 8),
            "relative_sensitivity",
            noisy(2.5, 0.05, 1),
            "gradient_amplification",
            same(Double.NaN, SEEDS));
    ActivationDecision decision = ActivationDecision.of(post, pre);
    assertThat(decision.outcome()).isEqualTo(Outcome.NO_DETECTABLE_DIFFERENCE);
    assertThat(decision.conclusion()).contains("Undefined: gradient_amplification.");
  }

  @ParameterizedTest
  @CsvSource({"0.5, EQUIVALENT", "0.9, OPEN"})
  void differencesThatDoNotVaryAreNoTestButForNone(double preRank, Result expected) {
    Evidence post =
        Networks.evidence(
            Networks.architecture("basic", Networks.BASIC, 56),
            "effective_rank_share",
            same(0.5, SEEDS));
    Evidence pre =
        Networks.evidence(
            Networks.architecture("preact", Networks.PREACT, 56),
            "effective_rank_share",
            same(preRank, SEEDS));
    assertThat(ActivationDecision.of(post, pre).contests().getFirst().result()).isEqualTo(expected);
  }

  @Test
  void nothingMeasuredIsInconclusive() {
    Evidence post =
        Networks.evidence(Networks.architecture("basic", Networks.BASIC, 70), "macs", same(1, 2));
    Evidence pre =
        Networks.evidence(Networks.architecture("preact", Networks.PREACT, 70), "macs", same(1, 2));
    ActivationDecision decision = ActivationDecision.of(post, pre);
    assertThat(decision.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(decision.conclusion())
        .startsWith("Inconclusive: there is nothing to compare. Not measured: ");
    assertThat(decision.prior()).contains("nothing for this depth");
  }

  @Test
  void refusesWhatIsNoPairOfTwins() {
    Evidence post = post(56, 0.5, 1.01, 5, 0.5);
    assertThatThrownBy(() -> ActivationDecision.of(post, post))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessage("block: found 'basic' of kind post, expected one of kind pre");
    assertThatThrownBy(() -> ActivationDecision.of(post, pre(110, 0.5, 1.01, 5, 0.5)))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessage(
            "net: found resnet-56 with post- and resnet-110 with pre-activation, expected the"
                + " same");
    Evidence fewer =
        Networks.evidence(
            Networks.architecture("preact", Networks.PREACT, 56),
            "relative_sensitivity",
            Arrays.copyOf(noisy(5, 0.05, 1), 8));
    assertThatThrownBy(() -> ActivationDecision.of(post, fewer))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessage("seeds: found 16 with post- and 8 with pre-activation, expected the same");
  }
}
