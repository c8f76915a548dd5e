// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Help, and what happens on a usage error: exit code 2, the cure on standard error, nothing on
 * output.
 */
class UsageTest {
  private static final List<String> FLAGS =
      List.of(
          "--net",
          "--block",
          "--blocks",
          "--seed",
          "--seeds",
          "--epochs",
          "--max-steps",
          "--batch",
          "--lr",
          "--data",
          "--data-dir",
          "--subset",
          "--no-shuffle",
          "--no-augment",
          "--device",
          "--threads",
          "--out",
          "--json");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "compare",
        "train",
        "evaluate",
        "predict",
        "init",
        "summary",
        "blocks",
        "blocks list",
        "blocks show",
        "nets",
        "nets list",
        "nets show",
        "data",
        "data fetch",
        "data verify",
        "data info",
        "diagnose",
        "report",
        "verify-theory",
        "export",
        "bench",
        "bench train",
        "bench evaluate",
        "bench pipeline",
        "bench diagnose",
        "bench border",
        "bench curves",
        "experiment",
        "experiment new",
        "experiment check",
        "experiment run",
        "experiment schema",
        "runs",
        "runs list",
        "runs show",
        "runs compare",
        "runs tag",
        "runs untag",
        "runs rm",
        "runs reindex",
        "doctor",
        "completion",
        "man"
      })
  void everyCommandExplainsItself(String command) {
    Cli result = Cli.run((command + " --help").strip().split(" "));
    assertThat(result.code()).isZero();
    assertThat(result.out()).contains("Usage: reslab " + command);
    assertThat(result.out().lines()).allMatch(line -> line.length() <= 80);
    assertThat(result.err()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "comapre --help, reslab, comapre, compare",
    "--help comapre, reslab, comapre, compare",
    "runs lst --help, reslab runs, lst, list",
    "runs -h lst, reslab runs, lst, list",
    "experiment chekc --help, reslab experiment, chekc, check",
    "bench curvs --depth 3, reslab bench, curvs, curves"
  })
  void anUnknownCommandIsAnErrorWithOrWithoutHelp(
      String args, String group, String word, String suggestion) {
    Cli result = Cli.run(args.split(" "));
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .startsWith("error: unknown command '" + word + "': expected one of ")
        .contains("did you mean: ", suggestion, "see '" + group + " --help'");
  }

  @Test
  void verboseSaysWhatItDoesThere() {
    for (String command : new String[] {"train", "compare", "experiment run"}) {
      assertThat(words(command)).contains("when training waited for data");
    }
    for (String command : new String[] {"runs list", "doctor", "data fetch", "diagnose"}) {
      assertThat(words(command))
          .contains("--verbose Show where a failure happened.")
          .doesNotContain("waited for data");
    }
  }

  /** Returns a command's help on one line. */
  private static String words(String command) {
    return Cli.run((command + " --help").split(" ")).out().replaceAll("\\s+", " ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"runs", "runs list", "train", "compare", "predict", "bench", "data"})
  void noExampleIsBroken(String command) {
    String examples = Cli.run((command + " --help").split(" ")).out().split("Examples:", 2)[1];
    assertThat(examples.lines().filter(line -> !line.isBlank()))
        .allMatch(line -> line.startsWith("  "));
  }

  @Test
  void compareAndEvaluateHaveTheAgreedFlags() {
    assertThat(Cli.run("compare", "--help").out()).contains(FLAGS);
    assertThat(Cli.run("evaluate", "--help").out()).contains("--checkpoint", "--logits");
  }

  @Test
  void versionNamesProgramAndJava() {
    assertThat(Cli.run("--version").out()).contains("reslab ", "Java 25");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "comapre|did you mean: compare",
        "compare --epoch 3|did you mean: --epochs",
        "data ferch|did you mean: fetch",
        "blocks|one of list, show",
        "data|one of fetch, verify, info",
        "init --net tinynet|'--out=FILE'",
        "evaluate|'--checkpoint=FILE'",
        "compare --device gpu|expected one of cpu, cuda, auto",
        "compare --data mnits|did you mean mnist?",
        "compare --init zero|default, he-fan-in, he-fan-out",
        "compare --protocol paper|default, notebook",
        "compare --seeds 4..0|FIRST..LAST",
        "compare --seeds -1|from 0 to 2^63 - 1",
        "compare --blocks basic,,plain|empty entry",
        "compare --layers 2,x|expected a whole number",
        "compare --epochs many|'--epochs'",
        "compare --diagnose-every often|'--diagnose-every'",
        "diagnose --depth 8,x|expected a whole number",
        "diagnose --fail-on info|expected one of fail, warn",
        "diagnose --metrics|'--metrics'",
        "diagnose --protocol notebook --metrics full|leave out --metrics",
        "diagnose --protocol notebook --jobs 2|leave out --metrics, --batch, --lr, --out and"
            + " --jobs",
        "diagnose --protocol notebook --batch 16|leave out --metrics",
        "report|'RUN'",
        "report no-such-run|found no such folder, expected a run directory",
        "report runs --lang de|expected one of en, tr",
        "report runs --port 80|only with --serve",
        "report runs --serve --port 70000|from 0 to 65535",
        "report runs --serve --out x.html|leave out --out",
        "verify-theory --jobs 0|jobs is 0",
        "verify-theory --color sometimes|expected one of auto, always, never",
        "export --format csv|'RUN'",
        "export runs/a|--format=FORMAT",
        "export runs/a --format tensorbord|did you mean 'tensorboard'?",
        "export runs/a --format xlsx|expected any of tensorboard, csv, jsonl, markdown, png, svg,"
            + " junit",
        "export no/such/run --format csv|found no such folder, expected a run directory",
        "bench|one of train, evaluate, pipeline, diagnose, border, curves",
        "bench train --rounds 4|rounds is 4, expected at least 5",
        "bench train --peer java|expected python",
        "bench train --python python3|add --peer python",
        "bench train --modes tuned|add --peer python",
        "bench train --peer python --modes fast|expected one of notebook, tuned, tuned-malloc,"
            + " compile",
        "bench train --peer python --block bottleneck|expected plain, basic or preact",
        "bench train --steps 0|steps is 0",
        "bench curves --curves depth,time|expected any of images, batch, depth, width, threads",
        "data fetch --data-dir here|RESLAB_CACHE",
        "data info --data synthetic|is generated",
        "summary extra|Unmatched argument"
      })
  void wrongUseNamesTheCure(String args, String expected) {
    Cli result = Cli.run(args.split(" "));
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).startsWith("error: ").contains(expected);
    assertThat(result.out()).isEmpty();
  }

  @Test
  void commandIsRequired() {
    Cli result = Cli.run();
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("missing a command").contains("reslab --help");
  }
}
