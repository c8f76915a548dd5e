// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.reslab.experiment.TimeEstimate.Work;

class TimeEstimateTest {
  @Test
  void timeGrowsWithMacsImagesAndEvaluations() {
    Work measured = new Work(100, 1000, 300);
    Work twiceAsLarge = new Work(200, 1000, 300);
    assertThat(TimeEstimate.of(List.of(measured), measured, 0.01))
        .isEqualTo(Duration.ofSeconds(11));
    assertThat(TimeEstimate.of(List.of(measured, twiceAsLarge), measured, 0.01))
        .isEqualTo(Duration.ofSeconds(33));
  }

  @Test
  void aTimeThatIsNotKnownIsZero() {
    assertThat(TimeEstimate.ofSeconds(Double.NaN)).isZero();
  }
}
