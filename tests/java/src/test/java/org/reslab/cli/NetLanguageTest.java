// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.reslab.Net;

/** {@code docs/net-language.md}, and nets on the command line. */
class NetLanguageTest {
  private static final String PAGE = "docs/net-language.md";

  @Test
  void thePageShowsWhatTheCommandsPrint() throws IOException {
    Cli result = null;
    int compared = 0;
    for (Markdown.Block block : Markdown.read(PAGE).blocks()) {
      if (block.info().startsWith("sh")) {
        List<String> call = ShellWords.reslabCalls(block.code()).getFirst();
        result = Cli.run(call.toArray(String[]::new));
        assertThat(result.code() != 0).as(block.code()).isEqualTo(block.info().equals("sh fails"));
      } else if (block.info().equals("text") && result != null) {
        assertThat(result.out() + result.err()).contains(block.code());
        compared++;
      }
    }
    assertThat(compared).isEqualTo(2);
  }

  @Test
  void theFirstExamplesAreNets() throws IOException {
    Markdown.Block examples = Markdown.read(PAGE).blocks("").getFirst();
    List<Net> nets =
        examples.code().lines().map(line -> Net.of(line.replaceAll(" {4,}.*", ""))).toList();
    assertThat(nets).hasSize(3);
  }

  @Test
  void aNetHasTheParametersThatItsPaperOrProgramGivesIt() {
    Cli result =
        Cli.run("summary", "--net", "resnet50", "--size", "224", "--classes", "1000", "--json");
    assertThat(result.out()).contains("\"parameters\" : 25557032", "\"block\" : \"bottleneck\"");
  }

  @Test
  void aNameThatIsEasilyTakenForAnotherSaysSo() {
    Cli result = Cli.run("summary", "--net", "resnet-50", "--block", "basic");
    assertThat(result.err()).contains("note: net 'resnet-50' is of the family resnet-N");
    assertThat(result.out()).contains("758,554");
    assertThat(Cli.run("summary", "--net", "resnet-20").err()).isEmpty();
  }

  @Test
  void aMistakeIsPointedAt() {
    Cli result = Cli.run("summary", "--net", "stages: 64");
    assertThat(result.code()).isEqualTo(ExitCodes.USAGE);
    assertThat(result.err()).contains("  stages: 64\n            ^");
  }
}
