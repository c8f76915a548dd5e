// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.reslab.MemoryFormat;
import org.reslab.Schedule;
import org.reslab.experiment.Experiment;
import org.reslab.experiment.ExperimentBuilder;
import picocli.CommandLine;

/** Flags over the settings of a resolved experiment file. */
class TrainingOptionsTest {
  private static Experiment resolvedFileWith(String... flags) {
    ExperimentBuilder file =
        Experiment.builder()
            .training(t -> t.epochs(5))
            .milestones(List.of(3L, 4L))
            .gamma(.1)
            .memoryFormat(MemoryFormat.CHANNELS_LAST);
    CommandLine.populateCommand(new TrainingOptions(), flags).applyTo(file);
    return file.build();
  }

  @Test
  void milestonesOfTheFileGoWithItsEpochs() {
    assertThat(resolvedFileWith("--epochs", "50").training().schedule())
        .isEqualTo(new Schedule.MultiStep(List.of(30L, 42L), .1));
    assertThat(resolvedFileWith("--lr", "0.5").training().schedule())
        .isEqualTo(new Schedule.MultiStep(List.of(3L, 4L), .1));
  }

  @Test
  void anotherScheduleDropsWhatBelongedToTheLast() {
    assertThat(resolvedFileWith("--schedule", "cosine").training().schedule())
        .isEqualTo(new Schedule.Cosine());
  }

  @Test
  void aRunToBeComparedTakesTheFormatOfPyTorch() {
    assertThat(resolvedFileWith("--no-shuffle", "--no-augment").training().memoryFormat())
        .isEqualTo(MemoryFormat.CONTIGUOUS);
  }

  @Test
  void aFlagCanBeTurnedEitherWay() {
    for (boolean inFile : new boolean[] {true, false}) {
      ExperimentBuilder file =
          builder().training(t -> t.shuffle(inFile).augment(inFile).nesterov(inFile));
      assertThat(over(file, "--shuffle", "--augment", "--nesterov"))
          .matches(
              e -> e.training().shuffle() && e.training().augment() && e.training().nesterov());
      assertThat(over(file, "--no-shuffle", "--no-augment", "--no-nesterov"))
          .matches(
              e -> !e.training().shuffle() && !e.training().augment() && !e.training().nesterov());
    }
    assertThat(over(builder().training(t -> t.shuffle(false))).training().shuffle()).isFalse();
  }

  @Test
  void anExperimentThatIsShuffledAgainTakesTheFasterFormatAgain() {
    ExperimentBuilder file =
        builder()
            .training(t -> t.shuffle(false).augment(false))
            .memoryFormat(MemoryFormat.CONTIGUOUS);
    assertThat(over(file, "--shuffle").training().memoryFormat())
        .isEqualTo(MemoryFormat.CHANNELS_LAST);
  }

  private static ExperimentBuilder builder() {
    return Experiment.builder().training(t -> t.momentum(0.9));
  }

  private static Experiment over(ExperimentBuilder file, String... flags) {
    CommandLine.populateCommand(new TrainingOptions(), flags).applyTo(file);
    return file.build();
  }
}
