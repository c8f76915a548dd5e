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
    assertThat(LanguagePage.compareOutputs(PAGE)).isEqualTo(2);
  }

  @Test
  void theFirstExamplesAreNets() throws IOException {
    List<Net> nets = LanguagePage.firstExamples(PAGE).stream().map(Net::of).toList();
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
