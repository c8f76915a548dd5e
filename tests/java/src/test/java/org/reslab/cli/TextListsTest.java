// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.reslab.cli.TextLists.Counts;
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
  void malformedListsAreRefused() {
    assertThatThrownBy(() -> new Counts.Converter().convert("2,-2"))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("'-2'");
    assertThatThrownBy(() -> new Texts.Converter().convert("basic,"))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("empty entry");
  }
}
