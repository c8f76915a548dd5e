// SPDX-License-Identifier: Apache-2.0
package org.reslab.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.reslab.experiment.CellResult;
import org.reslab.experiment.Comparison;
import org.reslab.experiment.Protocol;
import org.reslab.experiment.RunStatus;
import org.reslab.experiment.Samples;

class ComparisonReportTest {
  private static CellResult run(String block, long seed, double loss, double accuracy) {
    return Samples.run(
        block, seed, RunStatus.COMPLETED, Samples.epoch(1, loss, accuracy, 3.25), null);
  }

  @Test
  void oneSeedGivesPlainValues() {
    Comparison comparison =
        Samples.comparison(
            Protocol.DEFAULT, 1, List.of(run("plain", 0, 1.5, 0.4), run("basic", 0, 1.25, 0.5)));
    assertThat(ComparisonReport.text(comparison))
        .isEqualTo(
            """
            tinynet on cifar10: 50,000 training and 10,000 test images, 1 epoch, 1 seed, 1m 35s

            block   params    MACs  train loss  test acc %  grad norm  img/s   time
            -----  -------  ------  ----------  ----------  ---------  -----  -----
            plain  696,618  101.2M      1.5000       40.00       3.25    500  10.0s
            basic  696,618  101.2M      1.2500       50.00       3.25    500  10.0s
            """);
  }

  @Test
  void severalSeedsGiveIntervalsAndPairedDifferences() {
    Comparison comparison =
        Samples.comparison(
            Protocol.DEFAULT,
            1,
            List.of(
                run("plain", 0, 1.5, 0.40),
                run("plain", 1, 1.7, 0.42),
                run("basic", 0, 1.2, 0.50),
                run("basic", 1, 1.3, 0.54)));
    assertThat(ComparisonReport.text(comparison))
        .contains("2 seeds")
        .contains("41.00 [28.29, 53.71]")
        .contains("Mean and 95 % t interval over the seeds")
        .containsPattern(
            "test acc, % points +plain +basic +-11\\.00 \\[-23\\.71, 1\\.71] +0\\.0577");
  }

  @Test
  void theNotebooksValuesStandBesideOurs() {
    Comparison comparison =
        Samples.comparison(
            Protocol.NOTEBOOK,
            1,
            List.of(run("plain-valid", 0, 1.88, 0.432), run("toy", 0, 2.0, 0.3)));
    String text = ComparisonReport.text(comparison);
    assertThat(text)
        .containsPattern("plain-valid .* 1\\.8800 +1\\.8301 +43\\.20 +37\\.53 +3\\.25 +3\\.98")
        .containsPattern("toy .* 2\\.0000 +- +30\\.00 +- +3\\.25 +-")
        .contains("one epoch, one run, on a seed that it did not set");
  }

  @Test
  void otherSettingsThanTheNotebooksAreSaid() {
    Comparison comparison =
        Samples.comparison(Protocol.NOTEBOOK, 5, List.of(run("basic", 0, 1.2, 0.6)));
    assertThat(ComparisonReport.text(comparison))
        .contains("not comparable with these: epochs 5 instead of 1");
  }

  @Test
  void runsThatDidNotCompleteAreExplained() {
    Comparison comparison =
        Samples.comparison(
            Protocol.DEFAULT,
            5,
            List.of(
                Samples.run("plain", 0, RunStatus.DIVERGED, null, "the loss is nan at step 3"),
                Samples.run(
                    "basic",
                    0,
                    RunStatus.CANCELLED,
                    Samples.epoch(1, 1.5, 0.4, 3),
                    "cancelled after step 400 of 1955")));
    assertThat(ComparisonReport.text(comparison))
        .containsPattern("plain .* - +- +- +- +-  diverged\n")
        .contains("tinynet-plain-s0 diverged: the loss is nan at step 3 (no epoch was finished)\n")
        .contains(
            "tinynet-basic-s0 cancelled: cancelled after step 400 of 1955"
                + " (after epoch 1: train loss 1.5000, test accuracy 40.00%)\n");
  }
}
