// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.reslab.Block;

/** The page on the block language: its examples, its tables and its errors are the program's. */
class BlockLanguageTest {
  private static final String PAGE = "docs/block-language.md";

  @Test
  void theCommandsPrintWhatIsShown() throws IOException {
    assertThat(LanguagePage.compareOutputs(PAGE)).isGreaterThan(3);
  }

  @Test
  void theFirstExamplesAreBlocks() throws IOException {
    List<Block> blocks = LanguagePage.firstExamples(PAGE).stream().map(Block::of).toList();
    assertThat(blocks).hasSize(5);
  }

  @Test
  void everyOperationOfTheTableIsOne() throws IOException {
    for (String operation : firstCells("## Operations", "## Modifiers")) {
      String branch =
          operation
              .replace("K", "3")
              .replace("(G", "(8")
              .replace("(=N)", "(=8)")
              .replace("pad=N", "pad=0")
              .replace("groups=G", "groups=8")
              .replace("dilation=D", "dilation=2")
              .replaceAll("([x*])R", "$12")
              .replace("(P)", "(0.1)");
      branch = branch.replace("(C)", "(0.5)");
      if (operation.equals("/s")) {
        branch = "conv3/s";
      }
      String text =
          operation.equals("pad")
              ? "branch: conv3/s; project: pad/s"
              : "branch: conv3 bn " + branch;
      assertThat(Block.of(text).spec()).as(operation).isNotEmpty();
    }
  }

  @Test
  void everyModifierOfTheTableIsOne() throws IOException {
    for (String modifier : firstCells("## Modifiers", "## Canonical form")) {
      String text = "basic[" + modifier.replace("(G)", "(4)") + "]";
      assertThat(Block.of(text).spec()).as(modifier).isNotEmpty();
    }
  }

  /** Returns the code in the first column of the tables between two headings. */
  private static List<String> firstCells(String from, String to) throws IOException {
    String page = Files.readString(Markdown.read(PAGE).file());
    String section = page.substring(page.indexOf(from), page.indexOf(to));
    List<String> cells = new ArrayList<>();
    for (String line : section.lines().filter(line -> line.startsWith("| `")).toList()) {
      String cell = line.substring(1, line.indexOf("|", 1));
      Matcher code = Pattern.compile("`([^`]+)`").matcher(cell);
      code.results().forEach(match -> cells.add(match.group(1)));
    }
    assertThat(cells).hasSizeGreaterThan(5);
    return cells;
  }
}
