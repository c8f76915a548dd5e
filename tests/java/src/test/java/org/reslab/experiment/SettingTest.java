// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.reslab.InvalidArgumentException;

/** Settings on the command line and in files. */
class SettingTest {
  @TempDir Path folder;

  private static List<Long> seeds(ExperimentCommand command, String text) {
    SettingValue value = Settings.of(command, "seeds").parse(command, text);
    return seeds(Variant.of(command).with(List.of(value)));
  }

  private static List<Long> seeds(Variant variant) {
    return variant.command().trains()
        ? variant.training().build(List.of(Samples.block("basic"))).seeds()
        : variant.diagnosis().build(List.of(Samples.block("basic"))).seeds();
  }

  @ParameterizedTest
  @EnumSource(ExperimentCommand.class)
  void aBareNumberIsThatSeedWhereverItStands(ExperimentCommand command) throws IOException {
    assertThat(seeds(command, "4")).containsExactly(4L);
    for (String line : List.of("seeds: 4", "seed: 4", "seeds: [4]", "seeds: 4..4")) {
      Path file =
          Files.writeString(
              folder.resolve("e.yaml"), "command: " + command.label() + "\n" + line + "\n");
      assertThat(seeds(Study.read(file).only())).as(line).containsExactly(4L);
    }
  }

  @ParameterizedTest
  @EnumSource(ExperimentCommand.class)
  void seedsAreNumbersAndRanges(ExperimentCommand command) {
    assertThat(seeds(command, "0..2,7, 9223372036854775807"))
        .containsExactly(0L, 1L, 2L, 7L, Long.MAX_VALUE);
    assertThat(seeds(command, "0..3")).isEqualTo(seeds(command, "0,1,2,3"));
  }

  @Test
  void malformedListsAreRefused() {
    for (String text :
        List.of("3..1", "0..50000", "..", "1..", "x", "-3", "9223372036854775808", "", "1,,2")) {
      assertThatThrownBy(() -> seeds(ExperimentCommand.COMPARE, text))
          .as(text)
          .isInstanceOf(InvalidArgumentException.class)
          .hasMessageContaining("found ");
    }
  }

  @Test
  void baseIsReadAsWidth() throws IOException {
    Path file = Files.writeString(folder.resolve("old.yaml"), "base: 16\n");
    Experiment experiment =
        Study.read(file).only().training().build(List.of(Samples.block("basic")));
    assertThat(experiment.width()).isEqualTo(16);
    assertThat(experiment.toMap()).containsEntry("width", 16L).doesNotContainKey("base");
    Path matrix = Files.writeString(folder.resolve("old.yaml"), "matrix: {base: [8, 16]}\n");
    assertThat(Study.read(matrix).variants())
        .extracting(Variant::name)
        .containsExactly("base=8", "base=16");
  }
}
