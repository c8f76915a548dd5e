// SPDX-License-Identifier: Apache-2.0
package org.reslab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.reslab.report.TextTable.Align;

class TextTableTest {
  @Test
  void alignsColumnsAndLeavesNoTrailingSpaces() {
    String text =
        new TextTable()
            .column("n", Align.RIGHT)
            .column("name", Align.LEFT)
            .row(List.of("1,024", "a"))
            .row(List.of("7", "longer"))
            .text();
    assertThat(text)
        .isEqualTo(
            """
                n  name
            -----  ------
            1,024  a
                7  longer
            """);
  }

  @Test
  void refusesARowOfAnotherLength() {
    TextTable table = new TextTable().column("a", Align.LEFT);
    assertThatThrownBy(() -> table.row(List.of("1", "2")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found a row of 2 cells, expected 1");
  }
}
