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
  void rowsOfFiguresAreBrokenAndKeepTheirGaps() {
    assertThat(Prose.fit("  a-s0  epoch 1  loss 1.78  test acc 43.98 %  lr 0.1", 28))
        .isEqualTo("  a-s0  epoch 1  loss 1.78\n    test acc 43.98 %  lr 0.1");
    assertThat(Prose.fit("plain   0.1   0.2   0.3   0.4", 12))
        .isEqualTo("plain   0.1\n  0.2   0.3\n  0.4");
  }

  @Test
  void anIntervalWithThousandsIsOneWord() {
    assertThat(Prose.fit("about 14,325 [6,890, 29,783] and [1] on", 24))
        .isEqualTo("about 14,325\n[6,890, 29,783] and [1]\non");
  }

  @Test
  void coloursTakeNoRoom() {
    String text = "\u001B[31mFAIL\u001B[0m of this";
    assertThat(Prose.fit(text, 12)).isEqualTo(text);
  }
}
