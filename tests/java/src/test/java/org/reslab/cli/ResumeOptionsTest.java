// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reslab.OnBothKernels;

/** How {@code --resume} is used, and wrongly used. */
@OnBothKernels
class ResumeOptionsTest {
  @TempDir Path temp;

  private String run(String blocks) {
    String out = temp.resolve("run").toString();
    Cli done =
        Cli.run(
            ("compare --blocks %s --base 4 --layers 1,1,1 --subset 32 --test-subset 20 --batch 16"
                    + " --epochs 1 --threads 1 --data-dir %s --out %s")
                .formatted(blocks, Cli.realImages(), out)
                .split(" "));
    assertThat(done.code()).as(done.err()).isZero();
    return out;
  }

  private static void refused(Cli result, String... parts) {
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains(parts);
  }

  @Test
  void settingsAreThoseOfTheRun() {
    String out = run("plain");
    refused(Cli.run("compare", "--resume", out, "--epochs", "7"), "leave out --epochs");
    refused(Cli.run("compare", "--allow-inexact"), "only with --resume");
    refused(Cli.run("train", "--resume", temp.toString()), "holds no experiment.yaml");
    Cli again = Cli.run("compare", "--resume", out, "--json");
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(again.json().get("status").asString()).isEqualTo("completed");
    assertThat(Cli.run("train", "--resume", out).code()).isZero();
  }

  @Test
  void trainIsForOneRun() {
    refused(
        Cli.run("train", "--resume", run("plain,basic")),
        "holds an experiment of 2 cells",
        "reslab compare --resume");
  }

  @Test
  void anEarlierRunIsNotReplacedAndTheWaysOnAreNamed() throws IOException {
    String out = run("plain");
    refused(Cli.run("compare", "--data", "synthetic", "--out", out), "--overwrite", "--resume");
    Files.writeString(Path.of(out, "environment.json"), "{\"threads\": ");
    Cli damaged = Cli.run("compare", "--resume", out);
    assertThat(damaged.code()).isEqualTo(1);
    assertThat(damaged.err())
        .contains("environment.json is damaged")
        .doesNotContain("Source", "REDACTED");
  }
}
