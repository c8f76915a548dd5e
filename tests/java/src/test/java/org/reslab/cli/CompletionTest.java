// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What bash offers, asked of bash. */
class CompletionTest {
  @TempDir Path folder;

  @BeforeEach
  void writeScript() throws IOException {
    Files.writeString(folder.resolve("completion.bash"), Cli.run("completion").out());
    Files.createDirectory(folder.resolve("runs"));
    Files.writeString(folder.resolve("mine.yaml"), "");
  }

  @Test
  void commandsAreOffered() throws Exception {
    assertThat(complete("")).contains("compare", "train", "man", "completion");
    assertThat(complete("comp")).containsExactlyInAnyOrder("compare", "completion");
    assertThat(complete("bench", "")).contains("train", "curves").doesNotContain("compare");
  }

  @Test
  void optionsAreOffered() throws Exception {
    assertThat(complete("compare", "--se")).containsExactlyInAnyOrder("--seed", "--seeds");
    assertThat(complete("compare", "--no-")).contains("--no-shuffle", "--no-nesterov");
    assertThat(complete("bench", "border", "--")).contains("--json").doesNotContain("--seeds");
  }

  @Test
  void valuesAreOffered() throws Exception {
    assertThat(complete("compare", "--device", "")).containsExactly("cpu", "cuda", "auto");
    // Two options whose values the help calls by one name have been taken for each other.
    assertThat(complete("compare", "--schedule", "")).contains("cosine");
    assertThat(complete("compare", "--protocol", "")).contains("notebook");
    assertThat(complete("compare", "--device", "cu")).containsExactly("cuda");
  }

  @Test
  void filesAreOffered() throws Exception {
    assertThat(complete("compare", "--file", "mi")).containsExactly("mine.yaml");
    assertThat(complete("train", "--out", "ru")).containsExactly("runs");
  }

  /** Picocli keeps the values of an option under the name that the help has for them. */
  @Test
  void valuesOfOneNameAreTheSame() {
    for (CommandSpec command : ManPage.withSubcommands(Cli.commandLine().getCommandSpec())) {
      Map<String, List<String>> values = new HashMap<>();
      for (OptionSpec option : command.options()) {
        if (option.completionCandidates() != null) {
          List<String> own = new ArrayList<>();
          option.completionCandidates().forEach(own::add);
          List<String> others = values.putIfAbsent(option.paramLabel(), own);
          assertThat(others == null || others.equals(own))
              .as("%s: %s has other values than its namesake", option, option.paramLabel())
              .isTrue();
        }
      }
    }
  }

  private List<String> complete(String... words) throws IOException, InterruptedException {
    String quoted =
        List.of(words).stream()
            .map(word -> "'" + word + "'")
            .collect(Collectors.joining(" ", "reslab ", ""));
    // Outside of a completion there is no compopt.
    String code =
        """
        source ./completion.bash
        compopt() { :; }
        COMP_WORDS=(%s)
        COMP_CWORD=%d
        COMP_LINE="${COMP_WORDS[*]}"
        COMP_POINT=${#COMP_LINE}
        $(complete -p reslab | sed -E 's/.* -F ([^ ]+) .*/\\1/')
        printf '%%s\\n' "${COMPREPLY[@]}"
        """
            .formatted(quoted, words.length);
    Path log = folder.resolve("log");
    Process bash =
        new ProcessBuilder("bash", "--norc", "-c", code)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(bash.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return Files.readAllLines(log).stream().map(String::strip).toList();
  }
}
