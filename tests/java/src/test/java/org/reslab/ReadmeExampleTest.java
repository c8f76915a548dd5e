// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example that the README shows is the one that is compiled and run here. */
@OnBothKernels
class ReadmeExampleTest {
  @Test
  void theExampleRuns(@TempDir Path folder) {
    Path checkpoint = folder.resolve("w.safetensors");
    double accuracy = QuickExample.train(Fixture.cifarFolder(), checkpoint);
    assertThat(accuracy).isBetween(0.0, 1.0);
    NetworkSpec spec = Objects.requireNonNull(Checkpoint.networkSpec(checkpoint));
    assertThat(spec.block().name()).isEqualTo("preact[norm=gn(8), act=silu]");
  }

  @Test
  void theReadmeShowsIt() throws IOException {
    Path source = Fixture.source().resolve("tests/java/src/test/java/org/reslab/QuickExample.java");
    String code =
        between(Files.readAllLines(source), "    // README: begin", "    // README: end")
            .stripIndent();
    String shown =
        between(
            Files.readAllLines(Fixture.source().resolve("README.md")),
            "<!-- quick-example:begin -->",
            "<!-- quick-example:end -->");
    assertThat(shown)
        .as("README.md, between the two quick-example markers")
        .isEqualTo("```java\n" + code + "\n```");
  }

  private static String between(List<String> lines, String begin, String end) {
    int first = lines.indexOf(begin);
    int last = lines.indexOf(end);
    assertThat(first).as(begin).isNotNegative();
    assertThat(last).as(end).isGreaterThan(first);
    return String.join("\n", lines.subList(first + 1, last));
  }
}
