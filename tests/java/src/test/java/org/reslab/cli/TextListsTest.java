// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.reslab.cli.TextLists.Counts;
import org.reslab.cli.TextLists.Seeds;
import org.reslab.cli.TextLists.Texts;
import picocli.CommandLine.TypeConversionException;

class TextListsTest {
  @Test
  void commasInBracketsDoNotSeparate() {
    assertThat(
            new Texts.Converter()
                .convert("basic, preact[norm=gn(8), act=silu],branch: conv3(pad=0,bias) bn")
                .values())
        .containsExactly("basic", "preact[norm=gn(8), act=silu]", "branch: conv3(pad=0,bias) bn");
  }

  @Test
  void seedsAreNumbersAndRanges() {
    assertThat(new Seeds.Converter().convert("0..2,7, 9223372036854775807").values())
        .containsExactly(0L, 1L, 2L, 7L, Long.MAX_VALUE);
  }

  @Test
  void malformedListsAreRefused() {
    for (String text :
        new String[] {"3..1", "0..5000", "..", "1..", "x", "-3", "9223372036854775808", ""}) {
      assertThatThrownBy(() -> new Seeds.Converter().convert(text))
          .as(text)
          .isInstanceOf(TypeConversionException.class);
    }
    assertThatThrownBy(() -> new Counts.Converter().convert("2,-2"))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("'-2'");
    assertThatThrownBy(() -> new Texts.Converter().convert("basic,"))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("empty entry");
  }
}
