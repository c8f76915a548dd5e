// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;

/** A page of documentation on a language, with commands and what they print. */
final class LanguagePage {
  private LanguagePage() {}

  /**
   * Runs the commands of a page; each must succeed or fail as its block says, and print the text
   * that follows it.
   *
   * @return number of texts that were compared
   */
  static int compareOutputs(String page) throws IOException {
    Cli result = null;
    int compared = 0;
    for (Markdown.Block block : Markdown.read(page).blocks()) {
      if (block.info().startsWith("sh")) {
        List<String> call = ShellWords.reslabCalls(block.code()).getFirst();
        result = Cli.run(call.toArray(String[]::new));
        assertThat(result.code() != 0).as(block.code()).isEqualTo(block.info().equals("sh fails"));
      } else if (block.info().equals("text") && result != null) {
        assertThat(result.out() + result.err()).contains(block.code());
        compared++;
      }
    }
    return compared;
  }

  /** Returns the lines of the page's first listing, without the remarks at their right. */
  static List<String> firstExamples(String page) throws IOException {
    Markdown.Block examples = Markdown.read(page).blocks("").getFirst();
    return examples.code().lines().map(line -> line.replaceAll(" {4,}.*", "")).toList();
  }
}
