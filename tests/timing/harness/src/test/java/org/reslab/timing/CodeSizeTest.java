// SPDX-License-Identifier: Apache-2.0
package org.reslab.timing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodeSizeTest {
  private static final String SOURCE =
      """
      // licence
      package a;

      import java.util.List;

      /** What it is.
       *  And more. */
      interface Shape { // trailing
        double area();

        default String text() {
          return "/* no comment */" + '"' + "// nor this";
        }
        /* one */ int sides(); /* two */
      }

      record Square(double side) implements Shape {
        Square {
          side = Math.abs(side); /*
          here a comment goes on
          */
        }
        public double area() { return side * side; }

        public int sides() { return 4; }
      }
      """;

  @Test
  void countsLinesThatHoldCode() {
    // interface: 6 (its line, area, text with 3, sides, closing brace less none) and record: 8, see
    // SOURCE.
    assertThat(CodeSize.lines(SOURCE)).isEqualTo(14);
  }

  @Test
  void marksOfCommentsInTextsBeginNone() {
    assertThat(CodeSize.lines("String a = \"/*\";\nint b;\nString c = \"*/\";\n")).isEqualTo(3);
    assertThat(CodeSize.lines("char q = '\"'; // \"\nint b;\n")).isEqualTo(2);
    assertThat(CodeSize.lines("String t = \"\"\"\n  /* \\\"\"\" text\n  \"\"\";\nint b;\n"))
        .isEqualTo(4);
  }

  @Test
  void countsMethodsWithBodies(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("Shape.java");
    Files.writeString(file, SOURCE);
    Path other = folder.resolve("Other.java");
    Files.writeString(other, "class Other {\n  void a() {}\n}\n");
    assertThat(CodeSize.of(List.of(file, other))).isEqualTo(new CodeSize(14 + 3, 4 + 1));
  }
}
