// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.reslab.files.Json;
import org.reslab.stats.Interval;
import org.reslab.stats.PairedTest;

class ComparisonTest {
  private static CellResult run(String block, long seed, double accuracy) {
    return Samples.run(
        block, seed, RunStatus.COMPLETED, Samples.epoch(5, 2 - accuracy, accuracy, 3), null);
  }

  private static final List<CellResult> THREE_SEEDS =
      List.of(
          run("plain", 0, 0.30),
          run("plain", 1, 0.34),
          run("plain", 2, 0.32),
          run("basic", 0, 0.41),
          run("basic", 1, 0.44),
          run("basic", 2, 0.40));

  @Test
  void summarisesABlockOverItsSeeds() {
    Comparison comparison = Samples.comparison(Protocol.DEFAULT, 5, THREE_SEEDS);
    assertThat(comparison.blocks())
        .extracting(BlockSummary::block)
        .containsExactly("plain", "basic");
    BlockSummary plain = comparison.blocks().getFirst();
    assertThat(plain.seeds()).isEqualTo(3);
    assertThat(plain.testAccuracy().mean()).isEqualTo(0.32, within(1e-12));
    assertThat(plain.testAccuracy().n()).isEqualTo(3);
    assertThat(plain.imagesPerSecond()).isEqualTo(500, within(1e-9));
    assertThat(plain.seconds()).isEqualTo(10);
  }

  /** Student's interval of two seeds that differ is wider than all accuracies. */
  @Test
  void anIntervalOfAccuraciesHoldsNothingThatIsNone() {
    Comparison comparison =
        Samples.comparison(
            Protocol.DEFAULT,
            5,
            List.of(
                run("plain", 0, 0.10),
                run("plain", 1, 0.90),
                run("basic", 0, 0.90),
                run("basic", 1, 0.10)));
    Interval plain = comparison.blocks().getFirst().testAccuracy();
    assertThat(Interval.meanT(new double[] {0.10, 0.90}, 0.95).lower()).isLessThan(-4);
    assertThat(plain).isEqualTo(new Interval(0.5, 0, 1, 2));
    PairedDifference difference =
        comparison.pairs().stream()
            .filter(pair -> pair.metric().equals("test_accuracy"))
            .findFirst()
            .orElseThrow();
    assertThat(difference.difference().lower()).isEqualTo(-1);
    assertThat(difference.difference().upper()).isEqualTo(1);
  }

  @Test
  void pairsBlocksBySeedAndCorrectsWithinAMetric() {
    Comparison comparison = Samples.comparison(Protocol.DEFAULT, 5, THREE_SEEDS);
    PairedDifference accuracy =
        comparison.pairs().stream()
            .filter(pair -> pair.metric().equals("test_accuracy"))
            .findFirst()
            .orElseThrow();
    PairedTest expected =
        PairedTest.of(new double[] {0.30, 0.34, 0.32}, new double[] {0.41, 0.44, 0.40}, 0.95);
    assertThat(accuracy.blockA()).isEqualTo("plain");
    assertThat(accuracy.blockB()).isEqualTo("basic");
    assertThat(accuracy.pairs()).isEqualTo(3);
    assertThat(accuracy.pValue()).isEqualTo(expected.pValue(), within(1e-15));
    assertThat(accuracy.pHolm()).isEqualTo(expected.pValue(), within(1e-15));
    assertThat(comparison.pairs())
        .extracting(PairedDifference::metric)
        .containsExactly("train_loss", "test_accuracy", "grad_norm");
  }

  @Test
  void holmCountsEveryPairOfAMetric() {
    List<CellResult> three =
        List.of(
            run("a", 0, 0.30),
            run("a", 1, 0.34),
            run("b", 0, 0.41),
            run("b", 1, 0.44),
            run("c", 0, 0.50),
            run("c", 1, 0.58));
    List<PairedDifference> pairs =
        Samples.comparison(Protocol.DEFAULT, 5, three).pairs().stream()
            .filter(pair -> pair.metric().equals("test_accuracy"))
            .toList();
    assertThat(pairs).hasSize(3);
    double[] adjusted =
        PairedTest.holm(pairs.stream().mapToDouble(PairedDifference::pValue).toArray());
    assertThat(pairs.stream().mapToDouble(PairedDifference::pHolm).toArray())
        .containsExactly(adjusted);
    assertThat(pairs).anySatisfy(pair -> assertThat(pair.pHolm()).isGreaterThan(pair.pValue()));
  }

  @Test
  void aSingleSeedHasNoIntervalAndNoPairs() {
    Comparison comparison =
        Samples.comparison(
            Protocol.DEFAULT, 5, List.of(run("plain", 0, 0.3), run("basic", 0, 0.4)));
    assertThat(comparison.pairs()).isEmpty();
    assertThat(comparison.blocks().getFirst().testAccuracy().hasBounds()).isFalse();
  }

  @Test
  void onlyCompletedRunsCount() {
    CellResult diverged =
        Samples.run(
            "plain", 1, RunStatus.DIVERGED, Samples.epoch(1, 9, 0.1, 99), "loss nan at step 400");
    Comparison comparison =
        Samples.comparison(
            Protocol.DEFAULT,
            5,
            List.of(run("plain", 0, 0.3), diverged, run("basic", 0, 0.4), run("basic", 1, 0.5)));
    BlockSummary plain = comparison.blocks().getFirst();
    assertThat(plain.testAccuracy().mean()).isEqualTo(0.3);
    assertThat(plain.statuses()).containsExactly(RunStatus.COMPLETED, RunStatus.DIVERGED);
    assertThat(comparison.pairs()).isEmpty();
  }

  @Test
  void scoresOfCompletedCellsHaveIntervalsWhereAnyHasSome() {
    List<CellResult> cells =
        List.of(
            Samples.with(new FinalScores(0.9, 0.1, null, null), run("plain", 0, 0.3)),
            Samples.with(new FinalScores(1.0, 0.3, null, null), run("plain", 1, 0.3)),
            Samples.with(
                new FinalScores(0.1, 0.9, null, null),
                Samples.run("plain", 2, RunStatus.CANCELLED, Samples.epoch(1, 1, 0.3, 1), "")),
            run("basic", 0, 0.4),
            run("basic", 1, 0.4));
    List<BlockSummary> rows = Samples.comparison(Protocol.DEFAULT, 5, cells).blocks();
    Interval top5 = Objects.requireNonNull(rows.getFirst().scores().get("test_top5_accuracy"));
    Interval error = Objects.requireNonNull(rows.getFirst().scores().get("test_calibration_error"));
    assertThat(rows.getFirst().scores())
        .containsOnlyKeys("test_top5_accuracy", "test_calibration_error");
    assertThat(top5.mean()).isEqualTo(0.95, within(1e-15));
    assertThat(top5.upper()).isEqualTo(1); // no share is larger
    assertThat(error.mean()).isEqualTo(0.2, within(1e-15));
    assertThat(error.lower()).isZero();
    assertThat(rows.get(1).scores()).isEmpty();
    assertThat(Json.line(rows.get(1))).doesNotContain("scores");
  }

  @Test
  void theDocumentHasSnakeCaseKeysAndNoNaN() {
    Comparison comparison =
        Samples.comparison(
            Protocol.DEFAULT, 5, List.of(run("plain", 0, 0.3), run("basic", 0, 0.4)));
    String json = Json.line(comparison);
    assertThat(json)
        .startsWith("{\"status\":\"completed\",\"experiment\":{\"protocol\":\"default\"")
        .contains("\"test_accuracy\":{\"mean\":0.3,\"lower\":null,\"upper\":null,\"n\":1}")
        .contains("\"run\":\"tinynet-plain-s0\"")
        .contains("\"statuses\":[\"completed\"]")
        .contains("\"images_per_second\":500.0")
        .doesNotContain("NaN");
    Map<String, Object> document = comparison.toDocument();
    assertThat(document).doesNotContainKey("notebook");
  }

  @Test
  void theNotebookProtocolCarriesThePublishedValues() {
    Comparison comparison =
        Samples.comparison(Protocol.NOTEBOOK, 1, List.of(run("plain-valid", 0, 0.3)));
    assertThat(Json.line(comparison))
        .contains(
            "\"notebook\":[{\"block\":\"plain-valid\",\"train_loss\":1.8301,\"test_accuracy\":0.3753,"
                + "\"grad_norm\":3.98}");
  }
}
