// SPDX-License-Identifier: Apache-2.0
package org.reslab.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.reslab.health.Networks.around;
import static org.reslab.health.Networks.same;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.reslab.BlockTraits;
import org.reslab.Schedule;
import org.reslab.TrainingConfig;
import org.reslab.files.Json;

class JudgeTest {
  private static final int SEEDS = 16;
  private static final Architecture BASIC = Networks.architecture("basic", Networks.BASIC, 20);

  private static final Check RANK =
      check("effective_rank_share", new Range(0.4, 0.6), null, Summary.MEAN, Severity.FAIL);

  private static Check check(
      String metric, Range expect, @Nullable Range limit, Summary summary, Severity severity) {
    return new Check(
        metric,
        Aim.HEALTH,
        When.ALWAYS,
        expect,
        limit,
        summary,
        false,
        severity,
        "Why.",
        "too low",
        "too high",
        Map.of("plain", "Add a shortcut.", "any", "Do something."),
        "test");
  }

  private static Judge judge(Judging judging, Check... checks) {
    return new Judge(new Profile("test", "", judging, 0.95, List.of(checks)));
  }

  private static Verdict only(Check check, double... values) {
    return judge(Judging.INTERVAL, check)
        .judge(Networks.evidence(BASIC, check.metric(), values))
        .verdicts()
        .getFirst();
  }

  private static Verdict verdict(Card card, Aim aim, String metric) {
    return card.verdicts(aim).stream()
        .filter(verdict -> verdict.metric().equals(metric))
        .findFirst()
        .orElseThrow();
  }

  // --- the theory's profile on networks as they were simulated (docs/diagnostics.md) ---

  private static Evidence plain56() {
    return Networks.evidence(
        Networks.architecture("plain", Networks.PLAIN, 56),
        "parameters",
        same(853018, SEEDS),
        "gradient_amplification",
        around(1.187, 0.005, SEEDS),
        "scale_free_spread",
        around(1170, 0.3, SEEDS),
        "acv_growth",
        around(0.002, 0.5, SEEDS),
        "zero_fraction",
        around(0.5, 0.01, SEEDS),
        "dead_channels",
        same(0, SEEDS),
        "effective_rank_share",
        around(1.7 / 64, 0.1, SEEDS),
        "relative_sensitivity",
        around(469, 0.2, SEEDS),
        "nlc",
        around(7400, 0.2, SEEDS),
        "loss_excess",
        around(0.3, 0.3, SEEDS),
        "length_ratio",
        around(0.5, 0.02, SEEDS),
        "proxy_synflow",
        around(90, 0.01, SEEDS),
        "proxy_snip",
        around(25, 0.3, SEEDS));
  }

  private static Evidence preact56() {
    return Networks.evidence(
        Networks.architecture("preact", Networks.PREACT, 56),
        "gradient_amplification",
        around(1.085, 0.005, SEEDS),
        "scale_free_spread",
        around(5.8, 0.3, SEEDS),
        "acv_growth",
        around(0.68, 0.02, SEEDS),
        "zero_fraction",
        around(0.5, 0.01, SEEDS),
        "dead_channels",
        same(0, SEEDS),
        "effective_rank_share",
        around(30.0 / 64, 0.05, SEEDS),
        "relative_sensitivity",
        around(16, 0.2, SEEDS),
        "loss_excess",
        around(0.1, 0.3, SEEDS),
        "length_ratio",
        around(9, 0.05, SEEDS));
  }

  @Test
  void aDeepPlainNetworkIsAsTheoryPredictsAndUnhealthy() {
    Card card = new Judge(Profile.theory()).judge(plain56());

    assertThat(card.status(Aim.PREDICTION)).isEqualTo(Status.PASS);
    assertThat(card.status(Aim.HEALTH)).isEqualTo(Status.FAIL);
    assertThat(card.status()).isEqualTo(Status.FAIL);
    assertThat(card.headline())
        .startsWith("As theory predicts; unhealthy, because gradient_amplification^depth is ")
        .contains("scale_free_spread is 1170, expected 0.02 to 100", "and 2 more")
        .contains("structure or recipe: no-shortcut.")
        .endsWith(" Remedy: Add a shortcut.");

    Verdict predicted = verdict(card, Aim.PREDICTION, "gradient_amplification");
    assertThat(predicted.status()).isEqualTo(Status.PASS);
    assertThat(predicted.reason()).startsWith("As predicted. Without a shortcut each BN and ReLU");
    assertThat(predicted.source()).contains("Yang et al. 2019");
    assertThat(predicted.remedy()).isEmpty();

    Verdict rank = verdict(card, Aim.HEALTH, "effective_rank_share");
    assertThat(rank.status()).isEqualTo(Status.FAIL);
    assertThat(rank.reason())
        .startsWith("Below its range: the features have collapsed to a few directions. ");
    assertThat(rank.remedy()).isEqualTo("Add a shortcut.");
  }

  @Test
  void theRankOfFeaturesIsJudgedOnGaussianImagesOnly() {
    Architecture gaussian = Networks.architecture("basic", Networks.BASIC, 20);
    Architecture real = Networks.seeing(gaussian, "cifar10");
    Judge judge = new Judge(Profile.theory());
    Card onGaussian =
        judge.judge(Networks.evidence(gaussian, "effective_rank_share", same(0.05, 4)));
    assertThat(verdict(onGaussian, Aim.HEALTH, "effective_rank_share").status())
        .isEqualTo(Status.FAIL);
    Card onReal = judge.judge(Networks.evidence(real, "effective_rank_share", same(0.05, 4)));
    assertThat(onReal.verdicts(Aim.HEALTH))
        .noneMatch(verdict -> verdict.metric().equals("effective_rank_share"));
  }

  @Test
  void theFactorOfALayerIsJudgedOverTheDepth() {
    Verdict verdict =
        verdict(
            new Judge(Profile.theory()).judge(plain56()),
            Aim.HEALTH,
            "gradient_amplification^depth");
    assertThat(verdict.value().mean()).isCloseTo(Math.pow(1.187, 56), within(1.0));
    assertThat(verdict.value().lower()).isLessThan(verdict.value().mean());
    assertThat(verdict.value().upper()).isGreaterThan(verdict.value().mean());
    assertThat(verdict.status()).isEqualTo(Status.FAIL);
    assertThat(verdict.reason()).startsWith("Above its range: the gradient explodes");
  }

  @Test
  void aPreActivatedNetworkIsAsPredictedAndHealthy() {
    Card card = new Judge(Profile.theory()).judge(preact56());
    assertThat(card.status(Aim.PREDICTION)).isEqualTo(Status.PASS);
    assertThat(card.status(Aim.HEALTH)).isEqualTo(Status.PASS);
    assertThat(card.findings()).isEmpty();
    assertThat(card.status()).isEqualTo(Status.PASS);
    assertThat(card.headline()).isEqualTo("As theory predicts; healthy.");
    assertThat(verdict(card, Aim.PREDICTION, "acv_growth").expected())
        .isEqualTo(new Range(0.55, 0.8));
    assertThat(card.unmeasured())
        .contains("nlc", "sample_cosine_last", "hessian_top")
        .doesNotContain("acv_growth");
  }

  /** Values of PyTorch: base 16, batch 64 of Gaussian images, BN in train mode, three seeds. */
  @ParameterizedTest
  @CsvSource({
    // block, depth, init: amplification, spread, ACV growth, zeros, rank, cosine, length, excess,
    // NLC, sensitivity: prediction, health
    "plain,  20, he-fan-in, 1.195,  5.16, .0017,  .500, .316, .406, .499, .020, 28.8, 28,"
        + " PASS,PASS",
    "basic,  20, he-fan-in, 1.115,  1.95,  .354,  .434, .428, .504, 2.43, .201, 8.31, 7.8,"
        + " PASS,PASS",
    "preact, 20, he-fan-in, 1.150,  1.23,  .670,  .500, .436, .352, 3.62, .056, 5.31, 5.2,"
        + " PASS,PASS",
    "preact, 20, default,   1.150,  1.14,  .110,  .500, .430, .339, .588, .035, 5.13, 4.8,"
        + " PASS,PASS",
    "plain,  56, he-fan-in, 1.195,  2080, .0018,  .501, .051, .417, .508, .062, 7430, 469,"
        + " PASS,FAIL",
    "basic,  56, he-fan-in, 1.110,  15.7,  .369,  .382, .245, .607, 7.35, .502, 35.6, 38,"
        + " PASS,PASS",
    "preact, 56, he-fan-in, 1.086,  5.78,  .667,  .500, .383, .362, 8.92, .026, 15.0, 16,"
        + " PASS,PASS",
    "basic, 110, he-fan-in, 1.076,  74.9,  .369,  .353, .179, .642, 15.0, 1.36,  132, 130,"
        + " PASS,WARN",
    "preact,110, he-fan-in, 1.055,  21.5,  .667,  .500, .388, .349, 16.2, .012, 41.0, 45,"
        + " PASS,PASS",
  })
  void networksComeOutAsTheyTrain(
      String block,
      int depth,
      String init,
      double amplification,
      double spread,
      double growth,
      double zeros,
      double rank,
      double cosine,
      double length,
      double excess,
      double nlc,
      double sensitivity,
      Status prediction,
      Status health) {
    BlockTraits traits =
        switch (block) {
          case "plain" -> Networks.PLAIN;
          case "basic" -> Networks.BASIC;
          default -> Networks.PREACT;
        };
    Architecture it =
        new Architecture(
            block,
            "resnet-" + depth,
            block,
            traits,
            depth,
            16,
            init,
            "train",
            "gaussian",
            traits.preActivated(),
            10);
    Card card =
        new Judge(Profile.theory())
            .judge(
                Networks.evidence(
                    it,
                    "gradient_amplification",
                    around(amplification, 0.003, SEEDS),
                    "scale_free_spread",
                    around(spread, 0.1, SEEDS),
                    "acv_growth",
                    around(growth, 0.02, SEEDS),
                    "zero_fraction",
                    around(zeros, 0.001, SEEDS),
                    "dead_channels",
                    same(0, SEEDS),
                    "effective_rank_share",
                    around(rank, 0.1, SEEDS),
                    "sample_cosine_last",
                    around(cosine, 0.02, SEEDS),
                    "length_ratio",
                    around(length, 0.02, SEEDS),
                    "loss_excess",
                    around(excess, 0.3, SEEDS),
                    "nlc",
                    around(nlc, 0.1, SEEDS),
                    "relative_sensitivity",
                    around(sensitivity, 0.1, SEEDS)));
    assertThat(card.verdicts(Aim.PREDICTION)).hasSize(3);
    assertThat(card.status(Aim.PREDICTION)).isEqualTo(prediction);
    assertThat(card.status(Aim.HEALTH)).isEqualTo(health);
  }

  @Test
  void withoutNormalisationTheSignalIsWhatFails() {
    BlockTraits bare =
        new BlockTraits(true, false, true, false, false, false, false, false, 0, 2, 0, 0, false);
    Card card =
        new Judge(Profile.theory())
            .judge(
                Networks.evidence(
                    Networks.architecture("preact[norm=none]", bare, 56),
                    "gradient_amplification",
                    around(1.178, 0.003, SEEDS),
                    "zero_fraction",
                    around(0.52, 0.003, SEEDS),
                    "length_ratio",
                    around(1e9, 0.6, SEEDS)));
    assertThat(card.status(Aim.PREDICTION)).isEqualTo(Status.PASS);
    assertThat(verdict(card, Aim.HEALTH, "length_ratio").status()).isEqualTo(Status.FAIL);
    assertThat(card.findings())
        .extracting(Finding::code)
        .containsExactly(Finding.Code.NO_NORMALIZATION);
  }

  @Test
  void aNetworkThatIsNotWhatItsTextSaysMissesThePrediction() {
    Evidence measured = preact56();
    // PyTorch's default gives a sixth of the variance; the label says He.
    Evidence wrong =
        Networks.evidence(
            measured.architecture(),
            "acv_growth",
            around(0.114, 0.02, SEEDS),
            "zero_fraction",
            around(0.5, 0.01, SEEDS));
    Card card = new Judge(Profile.theory()).judge(wrong);
    assertThat(card.status(Aim.PREDICTION)).isEqualTo(Status.WARN);
    assertThat(card.headline())
        .startsWith(
            "Not as theory predicts (acv_growth is 0.114, expected 0.55 to 0.8); health not"
                + " judged");
  }

  @Test
  void predictionsHoldForWhatTheyWereMadeFor() {
    double[] amplification = around(1.187, 0.005, SEEDS);
    double[] halves = around(0.5, 0.01, SEEDS);
    Judge judge = new Judge(Profile.theory());
    Architecture eval =
        new Architecture(
            "x",
            "resnet-20",
            "plain",
            Networks.PLAIN,
            20,
            16,
            "default",
            "eval",
            "gaussian",
            false,
            10);
    assertThat(
            judge
                .judge(
                    Networks.evidence(
                        eval, "gradient_amplification", amplification, "zero_fraction", halves))
                .verdicts(Aim.PREDICTION))
        .isEmpty();
    // SiLU: there is no ReLU whose zeros could be counted.
    Architecture silu = Networks.architecture("plain[act=silu]", Networks.PLAIN, 20);
    assertThat(
            judge
                .judge(
                    Networks.evidence(
                        silu,
                        "gradient_amplification",
                        amplification,
                        "zero_fraction",
                        same(Double.NaN, SEEDS),
                        "dead_channels",
                        same(Double.NaN, SEEDS)))
                .verdicts())
        .extracting(Verdict::metric)
        .containsExactly("gradient_amplification^depth", "zero_fraction", "dead_channels");
    Architecture zero =
        new Architecture(
            "x",
            "resnet-56",
            "basic[zero-init]",
            new BlockTraits(true, false, false, true, false, false, false, false, 0, 2, 3, 0, true),
            56,
            16,
            "default",
            "train",
            "gaussian",
            false,
            10);
    assertThat(
            judge
                .judge(
                    Networks.evidence(zero, "acv_growth", same(0, SEEDS), "zero_fraction", halves))
                .verdicts(Aim.PREDICTION))
        .isEmpty();
  }

  @Test
  void proxiesAreToldAndNeverJudged() {
    Card card = new Judge(Profile.theory()).judge(plain56());
    Verdict proxy = verdict(card, Aim.CONTEXT, "proxy_synflow");
    assertThat(proxy.status()).isEqualTo(Status.INFO);
    assertThat(proxy.expected()).isNull();
    assertThat(proxy.reason()).contains("never judged");
    assertThat(proxy.summary()).isEqualTo(Summary.MEAN);
    Verdict snip = verdict(card, Aim.CONTEXT, "proxy_snip");
    assertThat(snip.summary()).isEqualTo(Summary.GEOMETRIC);
    assertThat(snip.source()).contains("SNIP");
    Verdict parameters = verdict(card, Aim.CONTEXT, "parameters");
    assertThat(parameters.value().mean()).isCloseTo(853018, within(1e-6));
    assertThat(parameters.status()).isEqualTo(Status.INFO);
  }

  @Test
  void findingsOfTheRecipeCount() {
    List<Finding> recipe =
        RecipeLint.check(TrainingConfig.builder(1).schedule(Schedule.asNotebookRan(1)).build());
    Card card = new Judge(Profile.theory()).judge(preact56(), recipe);
    assertThat(card.status()).isEqualTo(Status.FAIL);
    assertThat(card.status(Aim.HEALTH)).isEqualTo(Status.PASS);
    assertThat(card.headline())
        .isEqualTo(
            "As theory predicts; healthy; structure or recipe: rate-changed-at-start. Remedy: train"
                + " for more epochs, or leave out milestones at 0.");
  }

  @Test
  void aCardIsJsonWithNullsForWhatIsNotThere() {
    String json = Json.line(new Judge(Profile.theory()).judge(plain56()));
    assertThat(json)
        .contains("\"metric\":\"effective_rank_share\"", "\"expected\":{\"low\":0.1,\"high\":null}")
        .contains("\"status\":\"fail\"", "\"code\":\"no_shortcut\"")
        .doesNotContain("NaN", "Infinity");
  }

  // --- the notebook's own numbers under its own ranges ---

  @ParameterizedTest
  @CsvSource({
    // mean, min, max of std; zero fraction; gradient norm; first/last; logit difference
    "plain-valid,   0.648104, 0.342056, 1.186445, 0.49022,  19.266334, 4.15107,  0.002972,"
        + " PASS PASS PASS PASS WARN PASS PASS",
    "basic,         0.804139, 0.368699, 1.44066,  0.447537, 7.185342,  0.709977, 0.001979,"
        + " PASS PASS WARN PASS PASS PASS PASS",
    "preact-noskip, 0.730211, 0.406472, 1.17545,  0.520208, 12.798392, 6.823003, 0.002209,"
        + " PASS PASS PASS PASS PASS WARN PASS",
  })
  void theNotebooksRowsComeOutAsItReadThem(
      String block,
      double mean,
      double min,
      double max,
      double zeros,
      double gradient,
      double ratio,
      double logits,
      String expected) {
    Card card =
        new Judge(Profile.notebook())
            .judge(
                Networks.evidence(
                    Networks.notebook(block, Networks.PLAIN_VALID),
                    "mean(std)",
                    new double[] {mean},
                    "min(std)",
                    new double[] {min},
                    "max(std)",
                    new double[] {max},
                    "relu_zero_frac_mean",
                    new double[] {zeros},
                    "grad_norm_global",
                    new double[] {gradient},
                    "first/last_ratio",
                    new double[] {ratio},
                    "logit_diff_L2_mean",
                    new double[] {logits}));
    assertThat(card.verdicts(Aim.HEALTH))
        .extracting(verdict -> verdict.status().name())
        .containsExactly(expected.split(" "));
    assertThat(card.headline()).doesNotContain("predict");
  }

  @Test
  void theNotebooksLimitsFail() {
    Card card =
        new Judge(Profile.notebook())
            .judge(
                Networks.evidence(
                    Networks.notebook("plain", Networks.PLAIN),
                    "grad_norm_global",
                    new double[] {20.5},
                    "first/last_ratio",
                    new double[] {0.22},
                    "relu_zero_frac_mean",
                    new double[] {0.71}));
    assertThat(card.verdicts(Aim.HEALTH)).extracting(Verdict::status).containsOnly(Status.FAIL);
  }

  // --- the cases of a verdict ---

  @Test
  void insideIsPassAndBeyondIsTheSeverity() {
    Verdict inside = only(RANK, 0.49, 0.5, 0.51);
    assertThat(inside.status()).isEqualTo(Status.PASS);
    assertThat(inside.reason()).isEqualTo("Within its range. Why.");
    assertThat(inside.remedy()).isEmpty();

    Verdict below = only(RANK, 0.19, 0.2, 0.21);
    assertThat(below.status()).isEqualTo(Status.FAIL);
    assertThat(below.reason()).isEqualTo("Below its range: too low. Why.");
    assertThat(below.remedy()).isEqualTo("Do something.");
    assertThat(below.value().mean()).isEqualTo(0.2, within(1e-12));
    assertThat(below.seeds()).isEqualTo(3);

    Verdict above = only(RANK, 0.69, 0.7, 0.71);
    assertThat(above.reason()).isEqualTo("Above its range: too high. Why.");
  }

  @Test
  void anIntervalAcrossABoundIsBorderline() {
    Verdict verdict = only(RANK, 0.38, 0.41, 0.42);
    assertThat(verdict.value().lower()).isLessThan(0.4);
    assertThat(verdict.value().upper()).isGreaterThan(0.4);
    assertThat(verdict.status()).isEqualTo(Status.BORDERLINE);
    assertThat(verdict.remedy()).isEqualTo("Measure more seeds.");
  }

  @Test
  void oneSeedDecidesNothing() {
    for (double value : new double[] {0.5, 0.1}) {
      Verdict verdict = only(RANK, value);
      assertThat(verdict.status()).isEqualTo(Status.BORDERLINE);
      assertThat(verdict.reason())
          .isEqualTo("One seed has no interval, so that nothing is decided. Why.");
    }
  }

  @Test
  void oneSeedIsHeldToRangesOfSingleNumbers() {
    Card card =
        judge(Judging.VALUE, RANK)
            .judge(Networks.evidence(BASIC, "effective_rank_share", new double[] {0.5}));
    assertThat(card.verdicts().getFirst().status()).isEqualTo(Status.PASS);
    assertThat(card.verdicts().getFirst().value().hasBounds()).isFalse();
  }

  @Test
  void allUndefinedIsUndefined() {
    Verdict verdict = only(RANK, Double.NaN, Double.NaN, Double.NaN);
    assertThat(verdict.status()).isEqualTo(Status.UNDEFINED);
    assertThat(verdict.undefined()).isEqualTo(3);
    assertThat(verdict.reason()).isEqualTo("Undefined for all 3 seeds. Why.");
    assertThat(verdict.remedy()).startsWith("Look at the metric layer by layer");
    assertThat(only(RANK, Double.NaN).reason()).startsWith("Undefined for the seed.");
    Card card =
        judge(Judging.VALUE, RANK)
            .judge(Networks.evidence(BASIC, "effective_rank_share", same(Double.NaN, 2)));
    assertThat(card.status()).isEqualTo(Status.UNDEFINED);
    assertThat(card.headline())
        .isEqualTo(
            "Health undecided, because effective_rank_share is undefined, expected 0.4 to 0.6."
                + " Remedy: Look at the metric layer by layer: a 0, an overflow or NaN weights"
                + " leave it undefined.");
  }

  @Test
  void someUndefinedSeedsKeepAPassOpenAndAFailStanding() {
    Verdict inside = only(RANK, 0.49, Double.NaN, 0.5, 0.51);
    assertThat(inside.status()).isEqualTo(Status.BORDERLINE);
    assertThat(inside.undefined()).isEqualTo(1);
    assertThat(inside.seeds()).isEqualTo(4);
    assertThat(inside.reason()).startsWith("Within its range (undefined for 1 of 4 seeds).");
    Verdict outside = only(RANK, 0.19, Double.NaN, 0.2, Double.POSITIVE_INFINITY, 0.21);
    assertThat(outside.status()).isEqualTo(Status.FAIL);
    assertThat(outside.undefined()).isEqualTo(2);
    assertThat(outside.reason())
        .startsWith("Below its range (undefined for 2 of 5 seeds): too low.");
  }

  @Test
  void aZeroHasNoLogarithm() {
    Check check =
        check("relative_sensitivity", new Range(0.1, 100), null, Summary.GEOMETRIC, Severity.FAIL);
    Verdict verdict = only(check, 0, 1, 1.1, 0.9);
    assertThat(verdict.undefined()).isEqualTo(1);
    assertThat(verdict.status()).isEqualTo(Status.BORDERLINE);
    assertThat(only(check, 0, 0).status()).isEqualTo(Status.UNDEFINED);
  }

  @ParameterizedTest
  @CsvSource({"MEAN", "GEOMETRIC", "BOOTSTRAP"})
  void valuesThatDoNotVaryAreCertain(Summary summary) {
    Check check = check("nlc", new Range(1, 3), null, summary, Severity.FAIL);
    assertThat(only(check, 2, 2, 2).status()).isEqualTo(Status.PASS);
    assertThat(only(check, 4, 4, 4).status()).isEqualTo(Status.FAIL);
    assertThat(only(check, 2).status()).isEqualTo(Status.BORDERLINE);
  }

  @Test
  void aBoundOfItselfIsInside() {
    Check dead =
        check(
            "dead_channels",
            new Range(Double.NEGATIVE_INFINITY, 0),
            new Range(Double.NEGATIVE_INFINITY, 0.25),
            Summary.BOOTSTRAP,
            Severity.WARN);
    assertThat(only(dead, same(0, SEEDS)).status()).isEqualTo(Status.PASS);
    double[] some = around(0.1, 0.3, SEEDS);
    assertThat(only(dead, some).status()).isEqualTo(Status.WARN);
    assertThat(only(dead, around(0.5, 0.1, SEEDS)).status()).isEqualTo(Status.FAIL);
    // Beyond the range for certain, beyond the limit perhaps.
    assertThat(only(dead, around(0.25, 0.3, SEEDS)).status()).isEqualTo(Status.WARN);
  }

  @Test
  void skewedValuesHaveABootstrapIntervalThatStaysOnTheirSide() {
    double[] skewed = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0.3};
    Check t = check("acv_growth", new Range(0, 1), null, Summary.MEAN, Severity.WARN);
    Check bootstrap = check("acv_growth", new Range(0, 1), null, Summary.BOOTSTRAP, Severity.WARN);
    assertThat(only(t, skewed).value().lower()).isNegative();
    assertThat(only(bootstrap, skewed).value().lower()).isNotNegative();
  }

  @ParameterizedTest
  @CsvSource({
    "zero_fraction, MEAN, 0.1, 0.9, 0, 1",
    "dead_channels, MEAN, 0, 0.3, 0, 1",
    "effective_rank_share, GEOMETRIC, 0.3, 0.99, 0.0001, 1",
    "saturation_last, MEAN, 0.4, 1, 0, 1",
    "input_gradient_cosine, MEAN, -0.9, 0.9, -1, 1",
    "gradient_snr, MEAN, 0, 1, 0, 7"
  })
  void intervalsHoldNothingThatTheMetricCannotBe(
      String metric, Summary summary, double a, double b, double low, double high) {
    Check judged = check(metric, new Range(-9, 9), null, summary, Severity.FAIL);
    Verdict verdict = only(judged, a, b);
    assertThat(verdict.value().lower()).isGreaterThanOrEqualTo(low);
    assertThat(verdict.value().upper()).isLessThanOrEqualTo(high);
    assertThat(verdict.value().hasBounds()).isTrue();
    // What is reported and not judged is cut, too.
    Verdict context =
        verdict(
            judge(Judging.INTERVAL, check("nlc", new Range(1, 3), null, summary, Severity.INFO))
                .judge(Networks.evidence(BASIC, metric, new double[] {a, b})),
            Aim.CONTEXT,
            metric);
    assertThat(context.value().lower()).isGreaterThanOrEqualTo(low);
    assertThat(context.value().upper()).isLessThanOrEqualTo(high);
  }

  @Test
  void anInfoIsToldWhereverItLies() {
    Check info = check("nlc", new Range(1, 3), null, Summary.GEOMETRIC, Severity.INFO);
    assertThat(only(info, 2, 2.1, 2.2).status()).isEqualTo(Status.PASS);
    assertThat(only(info, 30, 31, 32).status()).isEqualTo(Status.INFO);
    assertThat(only(info, 2, 2.9, 3.3).status()).isEqualTo(Status.INFO);
    assertThat(only(info, 30).status()).isEqualTo(Status.INFO);
  }

  @Test
  void theMeanOfPositiveMetricsIsGeometric() {
    Check check = check("nlc", new Range(1, 3), null, Summary.GEOMETRIC, Severity.FAIL);
    assertThat(only(check, 1, 4, 2).value().mean()).isEqualTo(2, within(1e-12));
    Card card =
        judge(Judging.INTERVAL, RANK)
            .judge(Networks.evidence(BASIC, "ntk_condition", new double[] {1, 100}));
    assertThat(card.verdicts().getFirst().value().mean()).isEqualTo(10, within(1e-9));
    assertThat(card.verdicts().getFirst().summary()).isEqualTo(Summary.GEOMETRIC);
    assertThat(card.unmeasured()).containsExactly("effective_rank_share");
    assertThat(card.status(Aim.HEALTH)).isEqualTo(Status.INFO);
  }

  @Test
  void anUndefinedContextDoesNotColourTheCard() {
    Card card =
        judge(Judging.INTERVAL, RANK)
            .judge(
                Networks.evidence(
                    BASIC,
                    "effective_rank_share",
                    new double[] {0.49, 0.5, 0.51},
                    "ntk_condition",
                    same(Double.NaN, 3)));
    assertThat(card.status()).isEqualTo(Status.PASS);
    assertThat(card.verdicts(Aim.CONTEXT).getFirst().status()).isEqualTo(Status.UNDEFINED);
  }
}
