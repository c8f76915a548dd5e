// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reslab.Augmentation;
import org.reslab.MemoryFormat;
import org.reslab.Schedule;
import org.reslab.TrainingConfig;
import org.reslab.experiment.Experiment;
import org.reslab.experiment.ExperimentCommand;
import org.reslab.experiment.Study;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Options over the settings of a resolved experiment file. */
class TrainingOptionsTest {
  @TempDir Path folder;

  /** A command with the options. */
  @Command
  static final class Options {
    @Mixin final SettingOptions settings = SettingOptions.all(ExperimentCommand.COMPARE);
  }

  private Experiment over(String file, String... options) {
    try {
      Path path = Files.writeString(folder.resolve("experiment.yaml"), file);
      Options command = new Options();
      CommandLine line = new CommandLine(command);
      SettingOptions.addToAll(line);
      line.parseArgs(options);
      return command.settings.over(Study.read(path).only()).training().build();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private TrainingConfig resolvedFileWith(String... options) {
    return over(
            "epochs: 5\nmilestones: [3, 4]\ngamma: 0.1\nmemory_format: channels-last\n", options)
        .training();
  }

  @Test
  void milestonesOfTheFileGoWithItsEpochs() {
    assertThat(resolvedFileWith("--epochs", "50").schedule())
        .isEqualTo(new Schedule.MultiStep(List.of(30L, 42L), .1));
    assertThat(resolvedFileWith("--lr", "0.5").schedule())
        .isEqualTo(new Schedule.MultiStep(List.of(3L, 4L), .1));
  }

  @Test
  void anotherScheduleDropsWhatBelongedToTheLast() {
    assertThat(resolvedFileWith("--schedule", "cosine").schedule())
        .isEqualTo(new Schedule.Cosine());
  }

  @Test
  void aRunToBeComparedTakesTheFormatOfPyTorch() {
    assertThat(resolvedFileWith("--no-shuffle", "--no-augment").memoryFormat())
        .isEqualTo(MemoryFormat.CONTIGUOUS);
  }

  @Test
  void aFlagCanBeTurnedEitherWay() {
    for (boolean inFile : new boolean[] {true, false}) {
      String file = "shuffle: %1$s\naugment: %1$s\nnesterov: %1$s\n".formatted(inFile);
      assertThat(over(file, "--shuffle", "--augment", "--nesterov").training())
          .matches(
              t -> t.shuffle() && t.augmentation().equals(Augmentation.STANDARD) && t.nesterov());
      assertThat(over(file, "--no-shuffle", "--no-augment", "--no-nesterov").training())
          .matches(
              t -> !t.shuffle() && t.augmentation().equals(Augmentation.NONE) && !t.nesterov());
    }
    assertThat(over("shuffle: false\n").training().shuffle()).isFalse();
  }

  @Test
  void anExperimentThatIsShuffledAgainTakesTheFasterFormatAgain() {
    String file = "shuffle: false\naugment: false\nmemory_format: contiguous\n";
    assertThat(over(file, "--shuffle").training().memoryFormat())
        .isEqualTo(MemoryFormat.CHANNELS_LAST);
  }

  @Test
  void definitionsAreAddedToThoseOfTheFile() {
    assertThat(
            over("define: {mine: basic}\nblocks: [mine]\n", "--define", "yours=branch: conv3/s bn")
                .define())
        .isEqualTo(Map.of("mine", "basic", "yours", "branch: conv3/s bn"));
  }
}
