// SPDX-License-Identifier: Apache-2.0
package org.reslab.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProseTest {
  @Test
  void breaksBetweenWordsAndKeepsTheIndentation() {
    assertThat(Prose.fit("  one two three four\nshort", 12))
        .isEqualTo("  one two\n  three four\nshort");
  }

  @Test
  void continuesBelowWhatFollowsALabel() {
    assertThat(Prose.fit("what     x + conv3(x): the smallest residual block", 30))
        .isEqualTo("what     x + conv3(x): the\n         smallest residual\n         block");
  }

  @Test
  void aLabelWithoutRoomForItsTextGetsNone() {
    assertThat(Prose.fit("a very long label of a line  text of it", 30))
        .isEqualTo("a very long label of a line\ntext of it");
  }

  @Test
  void breaksNeitherNumbersNorIntervalsNorWords() {
    assertThat(Prose.fit("FAIL  depth 14325 [6890, 29783], expected 95 % of 1,000,000", 26))
        .isEqualTo(
            """
            FAIL  depth 14325
                  [6890, 29783],
                  expected 95 % of
                  1,000,000\
            """);
    assertThat(Prose.fit("see /a/path/that/is/longer/than/the/line at once", 20))
        .isEqualTo("see\n/a/path/that/is/longer/than/the/line\nat once");
  }

  @Test
  void leavesRowsOfTables() {
    String row = "plain   0.1   0.2   0.3   0.4";
    assertThat(Prose.fit(row, 12)).isEqualTo(row);
  }

  @Test
  void coloursTakeNoRoom() {
    String text = "\u001B[31mFAIL\u001B[0m of this";
    assertThat(Prose.fit(text, 12)).isEqualTo(text);
  }
}
