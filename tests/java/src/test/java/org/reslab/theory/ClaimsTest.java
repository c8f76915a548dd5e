// SPDX-License-Identifier: Apache-2.0
package org.reslab.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.reslab.CancelFlag;
import org.reslab.CancelledException;

/** When a claim holds. */
class ClaimsTest {
  private final Claims claims = new Claims();

  private List<Boolean> passed() {
    return claims.results().stream().map(ClaimResult::passed).toList();
  }

  @Test
  void nearIsAMeanWithinTheTolerance() {
    claims.near("a", 1, 0.1, new double[] {0.9, 1.28}, "source");
    claims.near("b", 1, 0.1, new double[] {0.9, 1.32}, "source");
    claims.near("c", 1, 0.1, new double[] {0.7, 0.9}, "source");
    claims.near("d", 1, 0.1, new double[] {1, Double.NaN}, "source");
    assertThat(passed()).containsExactly(true, false, false, false);
    ClaimResult first = claims.results().getFirst();
    assertThat(first.claim()).isEqualTo("a");
    assertThat(first.predicted()).isEqualTo(1);
    assertThat(first.tolerance()).isEqualTo("± 0.1");
    assertThat(first.measured().mean()).isCloseTo(1.09, within(1e-12));
    assertThat(first.measured().hasBounds()).isTrue();
    assertThat(first.source()).isEqualTo("source");
  }

  @Test
  void aFactorIsOfTheGeometricMean() {
    claims.withinFactor("a", 10, 2, new double[] {5.1, 5.1}, "source");
    claims.withinFactor("b", 10, 2, new double[] {4.9, 4.9}, "source");
    claims.withinFactor("c", 10, 2, new double[] {19.9}, "source");
    claims.withinFactor("d", 10, 2, new double[] {20.1}, "source");
    // Arithmetically 20.5, geometrically 6.3.
    claims.withinFactor("e", 10, 2, new double[] {1, 40}, "source");
    claims.withinFactor("f", 10, 2, new double[] {10, 0}, "source");
    claims.withinFactor("g", 10, 2, new double[] {10, Double.NaN}, "source");
    assertThat(passed()).containsExactly(true, false, true, false, true, false, false);
  }

  @Test
  void ascendingTellsTheSmallestRatio() {
    claims.ascending("a", List.of(new double[] {1, 3}, new double[] {3}, new double[] {9}), "s");
    claims.ascending("b", List.of(new double[] {1}, new double[] {3}, new double[] {2}), "s");
    claims.ascending("c", List.of(new double[] {1}, new double[] {1}), "s");
    claims.ascending("d", List.of(new double[] {1}, new double[] {Double.NaN}), "s");
    claims.ascending("e", List.of(new double[] {2}, new double[] {1}, new double[] {3}), "s");
    assertThat(passed()).containsExactly(true, false, false, false, false);
    assertThat(claims.results().getFirst().measured().mean()).isCloseTo(1.5, within(1e-12));
    assertThat(claims.results().get(1).measured().mean()).isCloseTo(2.0 / 3, within(1e-12));
  }

  @Test
  void roundedComparesPublishedDigits() {
    claims.rounded("a", 0.27, 2, 0.2749, "s");
    claims.rounded("b", 0.27, 2, 0.2751, "s");
    claims.rounded("c", 1.7, 1, 1.73, "s");
    assertThat(passed()).containsExactly(true, false, true);
  }

  @Test
  void theSuiteCanBeCancelled() {
    CancelFlag cancel = CancelFlag.create();
    cancel.cancel();
    assertThatThrownBy(() -> TheorySuite.run(true, 1, cancel, TheoryListener.SILENT))
        .isInstanceOf(CancelledException.class);
  }
}
