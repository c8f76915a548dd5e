// SPDX-License-Identifier: Apache-2.0
package org.reslab.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.reslab.InvalidArgumentException;

class ProfileTest {
  private static final String CHECK =
      """
      profile: mine
      checks:
        - metric: nlc
          aim: health
          expect: [1, 3]
          severity: warn
          reason: Because.
          source: my own
      """;

  @TempDir Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("profile.yaml"), text);
  }

  @Test
  void readsEveryKey() throws IOException {
    Profile profile =
        Profile.of(
            file("""
            profile: mine
            summary: a line
            judge: value
            level: 0.9
            checks:
              - metric: gradient_amplification
                aim: prediction
                when:
                  kind: [post, pre]
                  norm: none
                  block: basic
                  init: he-fan-out
                  bn_mode: train
                  input: [gaussian, cifar10]
                  zero_init: false
                  relu: true
                  min_depth: 8
                  max_depth: 110
                expect: {max: 1.2}
                limit: {max: 2}
                summary: geometric
                over_depth: true
                severity: info
                reason: Because.
                below: it vanishes
                above: it explodes
                remedy: {plain: Add., any: Think.}
                source: my own
            """)
                .toString());
    assertThat(profile.name()).isEqualTo("mine");
    assertThat(profile.summary()).isEqualTo("a line");
    assertThat(profile.judging()).isEqualTo(Judging.VALUE);
    assertThat(profile.level()).isEqualTo(0.9);
    Check check = profile.checks().getFirst();
    assertThat(check.metric()).isEqualTo("gradient_amplification");
    assertThat(check.aim()).isEqualTo(Aim.PREDICTION);
    When when = check.when();
    assertThat(when.kinds()).containsExactlyInAnyOrder(Kind.POST, Kind.PRE);
    assertThat(when.norms()).containsExactly(Norm.NONE);
    assertThat(when.blocks()).containsExactly("basic");
    assertThat(when.inits()).containsExactly("he-fan-out");
    assertThat(when.bnModes()).containsExactly("train");
    assertThat(when.inputs()).containsExactlyInAnyOrder("gaussian", "cifar10");
    assertThat(when.zeroInit()).isFalse();
    assertThat(when.relu()).isTrue();
    assertThat(when.minDepth()).isEqualTo(8);
    assertThat(when.maxDepth()).isEqualTo(110);
    assertThat(check.expect()).isEqualTo(new Range(Double.NEGATIVE_INFINITY, 1.2));
    assertThat(check.limit()).isEqualTo(new Range(Double.NEGATIVE_INFINITY, 2));
    assertThat(check.summary()).isEqualTo(Summary.GEOMETRIC);
    assertThat(check.overDepth()).isTrue();
    assertThat(check.subject()).isEqualTo("gradient_amplification^depth");
    assertThat(check.severity()).isEqualTo(Severity.INFO);
    assertThat(check.reason()).isEqualTo("Because.");
    assertThat(check.below()).isEqualTo("it vanishes");
    assertThat(check.above()).isEqualTo("it explodes");
    assertThat(check.remedyFor(Kind.PLAIN)).isEqualTo("Add.");
    assertThat(check.remedyFor(Kind.PRE)).isEqualTo("Think.");
    assertThat(check.source()).isEqualTo("my own");
  }

  @Test
  void whatIsLeftOutHasItsDefault() throws IOException {
    Profile profile = Profile.read(file(CHECK));
    assertThat(profile.judging()).isEqualTo(Judging.INTERVAL);
    assertThat(profile.level()).isEqualTo(0.95);
    Check check = profile.checks().getFirst();
    assertThat(check.when()).isEqualTo(When.ALWAYS);
    assertThat(check.limit()).isNull();
    assertThat(check.summary()).isEqualTo(Summary.MEAN);
    assertThat(check.overDepth()).isFalse();
    assertThat(check.remedyFor(Kind.PLAIN)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"theory", "notebook"})
  void theBuiltInProfilesSayWhereTheirBoundsComeFrom(String name) {
    Profile profile = Profile.of(name);
    assertThat(profile.name()).isEqualTo(name);
    assertThat(profile.checks())
        .isNotEmpty()
        .allSatisfy(check -> {
          assertThat(check.source()).containsAnyOf("arXiv", "ResLab's own", "the notebook");
          assertThat(check.reason()).endsWith(".");
          assertThat(check.below()).doesNotEndWith(".");
          assertThat(check.above()).doesNotEndWith(".");
          if (check.aim() == Aim.HEALTH && check.severity() != Severity.INFO) {
            assertThat(name.equals("notebook") || !check.remedyFor(Kind.POST).isEmpty()).isTrue();
          }
        });
  }

  @Test
  void theTheoryAnswersBothQuestions() {
    assertThat(Profile.theory().checks())
        .extracting(Check::aim)
        .contains(Aim.PREDICTION, Aim.HEALTH);
  }

  @Test
  void theNotebooksRangesAreThoseItPrinted() {
    Map<String, Range> ranges =
        Map.of(
            "mean(std)", new Range(0.6, 0.9),
            "min(std)", new Range(0.3, Double.POSITIVE_INFINITY),
            "max(std)", new Range(Double.NEGATIVE_INFINITY, 1.3),
            "relu_zero_frac_mean", new Range(0.4, 0.6),
            "grad_norm_global", new Range(5, 15),
            "first/last_ratio", new Range(0.5, 5),
            "logit_diff_L2_mean", new Range(Double.NEGATIVE_INFINITY, 0.003));
    assertThat(Profile.notebook().checks()).hasSize(ranges.size());
    assertThat(Profile.notebook().checks())
        .allSatisfy(check -> assertThat(check.expect()).isEqualTo(ranges.get(check.metric())));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "metric: nlc | metrik: nlc | :3: unknown key 'checks[1].metrik'; did you mean 'metric'?",
        "metric: nlc | metric: nlcc | :3: metric: found 'nlcc', expected one of",
        "metric: nlc | metric: relative_sensitivty | did you mean 'relative_sensitivity'?",
        "metric: nlc | metric: proxy_snip | :3: metric: found 'proxy_snip', a zero-cost proxy",
        "metric: nlc | metric: eps | :3: metric: found 'eps', expected one of",
        "metric: nlc | metric: layers_tracked | :3: metric: found 'layers_tracked', expected one",
        "metric: nlc | metric: acv | :3: metric: found 'acv', expected one of",
        "metric: nlc | metric: 3 | :3: checks[1].metric: found 3, expected text",
        "aim: health | aim: context | :4: aim: found 'context', expected one of prediction, health",
        "aim: health | below: x | :3: checks[1]: found no key 'aim', expected one",
        "expect: [1, 3] | expect: [3, 1] | :5: checks[1].expect: found [3,1], expected [low, high]",
        "expect: [1, 3] | expect: [1] | :5: checks[1].expect: found [1], expected [low, high],"
            + " {min",
        "expect: [1, 3] | expect: 2 | :5: checks[1].expect: found 2, expected [low, high]",
        "expect: [1, 3] | expect: [1, x] | found [1,\"x\"], expected a number in each place",
        "expect: [1, 3] | expect: {mim: 1} | :5: checks[1].expect: found {\"mim\":1}, expected",
        "expect: [1, 3] | expect: {min: low} | :5: checks[1].expect.min: found \"low\", expected a",
        "expect: [1, 3] | expect: {} | :5: checks[1].expect: found {}, expected",
        "expect: [1, 3] | expect: [1, .nan] | :5: checks[1].expect: found",
        "severity: warn | severity: error | :6: severity: found 'error', expected one of info,"
            + " warn, ",
        "severity: warn | severity: wan | did you mean 'warn'?",
        "source: my own | above: x | :3: checks[1]: found no key 'source', expected one",
        "source: my own | source: '' | :8: checks[1].source: found \"\", expected text",
        "profile: mine | summary: x | profile.yaml: found no key 'profile'",
        "profile: mine | profil: x | :1: unknown key 'profil'; did you mean 'profile'?",
      })
  void aMistakeIsNamedWithItsPlace(String right, String wrong, String message) throws IOException {
    assertThat(CHECK).contains(right);
    Path file = file(CHECK.replace(right, wrong));
    assertThatThrownBy(() -> Profile.read(file))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(message.strip());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "when: {knd: plain} | :9: unknown key 'checks[1].when.knd'; did you mean 'kind'?",
        "when: {kind: plane} | :9: kind: found 'plane', expected one of plain, post, pre, other;"
            + " did",
        "when: {norm: [batch, layer]} | :9: norm: found 'layer', expected one of batch, group",
        "when: {init: he} | :9: the initialisation is 'he', expected one of default",
        "when: {bn_mode: test} | :9: bn_mode: found 'test', expected one of train, eval",
        "when: {min_depth: deep} | :9: checks[1].when.min_depth: found \"deep\", expected a whole",
        "when: {min_depth: 9, max_depth: 8} | min_depth: found 9, expected at most max_depth, 8",
        "when: plain | :9: checks[1].when: found \"plain\", expected a mapping with keys of kind",
        "limit: [2, 4] | checks[1]: limit: found '2 to 4', expected a range around that of expect",
        "summary: median | :9: summary: found 'median', expected one of mean, geometric, bootstrap",
        "over_depth: true | over_depth: found true with summary 'mean', expected summary geometric",
        "remedy: {plan: x} | :9: checks[1].remedy: found 'plan', expected one of plain",
        "remedy: [x] | :9: checks[1].remedy: found [\"x\"], expected lines of the form",
        "metric: nlc | :9: key 'checks[1].metric' appears again; it is already on line 3",
      })
  void aMistakeInWhatMayBeLeftOutIsNamed(String line, String message) throws IOException {
    Path file = file(CHECK + "    " + line + "\n");
    assertThatThrownBy(() -> Profile.read(file))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(message.strip());
  }

  @Test
  void everyNumberOfTheNetworkMayBeJudged() throws IOException {
    Profile profile =
        Profile.read(
            file(
                CHECK.replace("metric: nlc", "metric: effective_rank_last")
                    + "    summary: geometric\n"));
    assertThat(profile.checks().getFirst().metric()).isEqualTo("effective_rank_last");
  }

  @Test
  void aLogarithmOfWhatMayBeNegativeIsRefused() throws IOException {
    Path file =
        file(CHECK.replace("metric: nlc", "metric: loss_excess") + "    summary: geometric\n");
    assertThatThrownBy(() -> Profile.read(file))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessage(
            file
                + ":3: checks[1]: summary: found 'geometric', but loss_excess may be 0 or negative;"
                + " expected mean or bootstrap");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "profile: a | checks: found none, expected at least one",
        "checks: {} | :1: checks: found {}, expected a list",
        "level: 95 | level: found 95.0, expected a number in (0, 1)",
      })
  void aProfileThatIsNoneIsRefused(String line, String message) throws IOException {
    String rest = line.startsWith("level") ? "\n" + CHECK : "\nsummary: b\n";
    Path file = file(line + rest);
    assertThatThrownBy(() -> Profile.read(file))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(message);
  }

  @Test
  void aMissingFileIsNamed() {
    Path file = folder.resolve("absent.yaml");
    assertThatThrownBy(() -> Profile.of(file.toString()))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessage(
            "the profile is '" + file + "', expected theory, notebook, or an existing YAML file");
  }
}
