// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reslab.Alone;
import org.reslab.OnBothKernels;

/**
 * A small comparison, killed at random moments and resumed, against one that ran undisturbed. The
 * property {@code reslab.kills} says how many are killed.
 */
@Alone
@OnBothKernels
class KillTest {
  private static final int KILLS = Integer.getInteger("reslab.kills", 3);

  @TempDir Path temp;

  private static List<String> compare(Path out) {
    return List.of(
        ("compare --blocks plain,basic --epochs 3 --batch 32 --subset 160 --test-subset 50 --base 4"
                + " --layers 1,1,1 --diagnose-every 2 --checkpoint-every 2 --threads 1 --data-dir "
                + Cli.realImages()
                + " --out "
                + out)
            .split(" "));
  }

  private static Map<String, byte[]> content(Path run) throws IOException {
    Map<String, byte[]> content = new TreeMap<>();
    try (Stream<Path> files = Files.walk(run)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = run.relativize(file).toString();
        if (name.matches(
            ".*\\.safetensors|.*last\\.evaluation\\.json|(metrics|histograms)\\.jsonl")) {
          content.put(name, Files.readAllBytes(file));
        }
      }
    }
    return content;
  }

  @Test
  void killedRunsHaveTheNumbersOfOneThatWasNot() throws Exception {
    Path undisturbed = temp.resolve("undisturbed");
    long begun = System.nanoTime();
    Cli whole = Cli.fork(temp, Map.of(), List.of(), compare(undisturbed).toArray(String[]::new));
    assertThat(whole.code()).as(whole.err()).isZero();
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    Map<String, byte[]> expected = content(undisturbed);
    assertThat(expected).hasSize(2 + 2 * 4);

    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int kill = 0; kill < KILLS; kill++) {
      Path run = temp.resolve("run-" + kill);
      long after = (long) (random.nextDouble() * millis);
      String moment = "kill %d after %d of %d ms, seed %d".formatted(kill, after, millis, seed);
      Process process = Cli.start(temp, Map.of(), List.of(), compare(run).toArray(String[]::new));
      if (!process.waitFor(after, TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
      boolean hasBegun = Files.exists(run.resolve("experiment.yaml"));
      List<String> again =
          new ArrayList<>(hasBegun ? List.of("compare", "--resume", run.toString()) : compare(run));
      Cli resumed = Cli.fork(temp, Map.of(), List.of(), again.toArray(String[]::new));
      assertThat(resumed.code()).as("%s: %s", moment, resumed.err()).isZero();
      Map<String, byte[]> found = content(run);
      assertThat(found.keySet()).as(moment).isEqualTo(expected.keySet());
      expected.forEach(
          (name, bytes) -> assertThat(found.get(name)).as(moment + ": " + name).isEqualTo(bytes));
    }
  }
}
