// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.reslab.Safetensors;
import org.reslab.files.LockFile;
import tools.jackson.databind.JsonNode;

/** {@code reslab diagnose}: its document, its text, its exit codes, and bad input. */
class DiagnoseTest {
  private static final String TINY = "--width 4 --layers 1,1,1 --batch 16 --input gaussian";

  /** The columns of the notebook's table. */
  private static final List<String> COLUMNS =
      List.of(
          "params",
          "layers_tracked",
          "mean(mean)",
          "mean(std)",
          "min(std)",
          "max(std)",
          "relu_zero_frac_mean",
          "relu_zero_frac_max",
          "loss(dummy)",
          "grad_norm_first_conv",
          "grad_norm_last_linear",
          "grad_norm_global",
          "first/last_ratio",
          "eps",
          "logit_diff_L2_mean");

  @TempDir Path temp;

  private static Cli run(String words, String... more) {
    return Cli.run(
        Stream.concat(Stream.of("diagnose"), Stream.concat(split(words), Stream.of(more)))
            .toArray(String[]::new));
  }

  private static Stream<String> split(String words) {
    return Arrays.stream(words.split(" ", -1)).filter(word -> !word.isEmpty());
  }

  private Cli diagnose(String words, String... more) {
    List<String> all = new ArrayList<>(List.of(more));
    all.add("--out");
    all.add(out().toString());
    return run(words, all.toArray(String[]::new));
  }

  private Path out() {
    return temp.resolve("out");
  }

  private static Cli ok(Cli result) {
    assertThat(result.code()).as(result.err()).isZero();
    return result;
  }

  private static void assertUsage(Cli result, String... parts) {
    assertThat(result.code()).as(result.err()).isEqualTo(2);
    assertThat(result.err()).contains(parts).doesNotContain("unexpected failure");
    assertThat(result.out()).isEmpty();
  }

  private String checkpoint(String block) {
    Path file = temp.resolve(block + ".safetensors");
    ok(
        Cli.run(
            "init",
            "--block",
            block,
            "--base",
            "4",
            "--layers",
            "1,1,1",
            "--overwrite",
            "--out",
            file.toString()));
    return file.toString();
  }

  private static Safetensors.Tensor images(int count, long seed, double scale) {
    ByteBuffer bytes = ByteBuffer.allocate(count * 3 * 32 * 32 * Float.BYTES);
    bytes.order(ByteOrder.LITTLE_ENDIAN);
    Random random = new Random(seed);
    while (bytes.hasRemaining()) {
      bytes.putFloat((float) (scale * random.nextGaussian()));
    }
    return new Safetensors.Tensor("F32", List.of((long) count, 3L, 32L, 32L), bytes.array());
  }

  private String inputFile(String name, int count, Map<String, Safetensors.Tensor> others)
      throws IOException {
    Map<String, Safetensors.Tensor> tensors = new LinkedHashMap<>(others);
    tensors.put("x", images(count, 1, 1));
    tensors.put(
        "y", new Safetensors.Tensor("I64", List.of((long) count), new byte[count * Long.BYTES]));
    Path file = temp.resolve(name);
    Safetensors.write(file, tensors);
    return file.toString();
  }

  @Test
  void oneDocumentAndNothingElse() throws IOException {
    Cli result = ok(diagnose(TINY + " --seeds 0..1 --blocks plain,basic,preact --json"));
    JsonNode document = result.json();
    assertThat(document.propertyNames())
        .contains("protocol", "profile", "batch", "architectures", "pre_or_post", "out");
    assertThat(document.get("protocol").asString()).isEqualTo("default");
    assertThat(document.get("profile").asString()).isEqualTo("theory");
    assertThat(document.get("batch").intValue()).isEqualTo(16);
    assertThat(document.get("out").asString()).isEqualTo(out().toString());
    assertThat(document.get("architectures").size()).isEqualTo(3);
    assertThat(document.get("pre_or_post").size()).isOne();
    JsonNode preact = document.get("architectures").get(2);
    assertThat(preact.get("block").asString()).isEqualTo("preact");
    assertThat(preact.get("seeds").toString()).isEqualTo("[0,1]");
    assertThat(preact.get("metrics").get("relative_sensitivity").size()).isEqualTo(2);
    // One block a stage: there is no slope, which is null and not a text.
    assertThat(preact.get("metrics").get("gradient_amplification").toString())
        .isEqualTo("[null,null]");
    assertThat(result.out()).doesNotContain("NaN");
    assertThat(result.err()).contains("6 cells");
    assertThat(Files.readAllLines(out().resolve("cells.jsonl"))).hasSize(6);
    assertThat(Files.readString(out().resolve("diagnosis.csv")))
        .startsWith(
            "net,block,depth,width,init,bn_mode,seed,layer,stage,metric,value,input\n"
                + "tinynet,plain,8,4,default,train,0,");
    assertThat(out().resolve("diagnosis.json")).isNotEmptyFile();

    Cli again = ok(diagnose(TINY + " --seeds 0..1 --blocks plain,basic,preact --json --jobs 1"));
    assertThat(again.err()).contains("6 cells, 6 of them done before");
    assertThat(again.out()).isEqualTo(result.out());
  }

  /** The line that the other process is at is not taken for one that a kill cut off. */
  @Test
  void aFolderThatIsBeingWrittenIsNotTouched() throws IOException {
    ok(diagnose(TINY + " --seeds 0 --blocks plain"));
    Path cells = out().resolve("cells.jsonl");
    String begun = Files.readString(cells) + "{\"subject\":";
    Files.writeString(cells, begun);
    try (LockFile lock = LockFile.acquire(out().resolve(".lock"), Duration.ZERO)) {
      assertThat(lock).isNotNull();
      Cli result = diagnose(TINY + " --seeds 0,1 --blocks plain");
      assertThat(result.code()).isEqualTo(2);
      assertThat(result.err()).contains("another process is writing it");
      assertThat(cells).hasContent(begun);
    }
    ok(diagnose(TINY + " --seeds 0,1 --blocks plain"));
    assertThat(Files.readAllLines(cells)).hasSize(2);
  }

  @Test
  void theTextHasTableCardsAndDecision() {
    String text = ok(diagnose(TINY + " --seeds 0..1 --blocks basic,preact")).out();
    assertThat(text.lines().toList().getFirst())
        .startsWith("net ")
        .contains("block", "depth", "params", "MACs", "sensitivity", "rank", "status");
    assertThat(text)
        .contains("\ntinynet basic (width 4, init default, BN train, input gaussian): ")
        .contains("\ntinynet preact (width 4, init default, BN train, input gaussian): ")
        .contains("  as theory predicts?\n", "  healthy?\n", "  structure\n")
        .contains("    INFO       activation-after-addition (block basic)")
        .contains("  over depth, at the outputs of blocks\n")
        .containsPattern("ACV +[▁▂▃▄▅▆▇█]{3}  ")
        .contains("\npre- or post-activation?\n")
        .contains("undefined")
        .endsWith("\nresults: " + out() + System.lineSeparator())
        .doesNotContain("NaN");
    assertThat(text.lines()).noneMatch(line -> line.stripTrailing().length() > 160);
  }

  @Test
  void exitCodesFollowTheVerdicts() {
    String forgotten = TINY + " --seeds 0..1 --metrics economy --blocks preact-noskip";
    String fine = TINY + " --seeds 0..1 --metrics activations --blocks basic";
    ok(diagnose(forgotten));
    Cli fail = diagnose(forgotten + " --fail-on fail");
    assertThat(fail.code()).isEqualTo(1);
    assertThat(fail.out()).contains("FAIL", "forgotten-addition");
    assertThat(fail.err()).doesNotContain("error");
    assertThat(diagnose(forgotten + " --fail-on warn --json").code()).isEqualTo(1);
    Cli good = run(fine + " --fail-on warn", "--out", temp.resolve("fine").toString());
    ok(good);
    // Only a warning: an unpadded convolution.
    String warned = TINY + " --seeds 0..1 --metrics activations --blocks plain-valid";
    String folder = temp.resolve("warned").toString();
    assertThat(run(warned + " --fail-on warn", "--out", folder).code()).isEqualTo(1);
    ok(run(warned + " --fail-on fail", "--out", folder));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "3|[3]",
        "3,5|[3,5]",
        "5,3|[5,3]",
        "2..4|[2,3,4]",
        "7,|",
        "0..2|[0,1,2]",
        "0|[0]",
        "4..4|[4]"
      })
  void seedsAreNamed(String seeds, String expected) {
    Cli result = diagnose(TINY + " --metrics activations --blocks basic --json --seeds", seeds);
    if (expected == null) {
      assertUsage(result, "--seeds", "'7,'", "empty");
    } else {
      assertThat(ok(result).json().get("architectures").get(0).get("seeds").toString())
          .isEqualTo(expected);
    }
  }

  @Test
  void theGridHasAllItsSides() {
    JsonNode document =
        ok(diagnose(
                "--nets tinynet --layers 1,1 --width 4,5 --blocks basic --inits default,he-fan-in"
                    + " --bn-mode train,eval --input gaussian,cifar10 --data-dir "
                    + Cli.realImages()
                    + " --batch 16 --seeds 0..1 --metrics activations --json"))
            .json();
    List<String> names = new ArrayList<>();
    document.get("architectures").forEach(each -> names.add(each.get("name").asString()));
    assertThat(names)
        .hasSize(16)
        .doesNotHaveDuplicates()
        .startsWith("tinynet basic (width 4, init default, BN train, input gaussian)")
        .endsWith("tinynet basic (width 5, init he-fan-in, BN eval, input cifar10)");
    JsonNode deep =
        ok(run(
                "--depth 8,14 --width 4 --batch 16 --input gaussian --seeds 0 --blocks basic"
                    + " --metrics activations --json",
                "--out",
                temp.resolve("deep").toString()))
            .json();
    assertThat(deep.get("architectures").get(0).get("net").asString()).isEqualTo("resnet-8");
    assertThat(deep.get("architectures").get(1).get("depth").intValue()).isEqualTo(14);
  }

  @Test
  void aCheckpointIsDiagnosedAsItIs() throws IOException {
    String file = checkpoint("basic");
    String input = inputFile("x.safetensors", 16, Map.of());
    JsonNode it =
        ok(diagnose("--batch 16 --seeds 0..1 --json --checkpoint", file, "--input", input))
            .json()
            .get("architectures")
            .get(0);
    assertThat(it.get("width").intValue()).isEqualTo(4);
    assertThat(it.get("input").asString()).isEqualTo(input);
    JsonNode losses = it.get("metrics").get("initial_loss");
    assertThat(losses.get(0).asDouble()).isEqualTo(losses.get(1).asDouble());
    for (String contradiction :
        List.of(
            "--block plain",
            "--nets tinynet",
            "--depth 8",
            "--width 4",
            "--layers 1,1",
            "--classes 10",
            "--init default",
            "--final-norm")) {
      assertUsage(
          diagnose("--batch 16 --input gaussian " + contradiction + " --checkpoint", file),
          "says which network it holds",
          contradiction.split(" ", -1)[0]);
    }
  }

  @Test
  void weightsThatAreNotFiniteAreAnErrorInBothProtocols() throws IOException {
    Path file = Path.of(checkpoint("basic"));
    Map<String, Safetensors.Tensor> tensors = Safetensors.read(file);
    ByteBuffer.wrap(Objects.requireNonNull(tensors.get("stage1.0.conv1.weight")).bytes())
        .order(ByteOrder.LITTLE_ENDIAN)
        .putFloat(0, Float.POSITIVE_INFINITY);
    Safetensors.write(file, tensors);
    String grid = "--width 4 --layers 1,1,1 --blocks basic --checkpoint";
    for (Cli found :
        List.of(
            diagnose("--batch 16 --seeds 0..1 --input gaussian " + grid, file.toString()),
            run("--protocol notebook " + grid, file.toString()))) {
      assertThat(found.code()).isEqualTo(ExitCodes.FAILED);
      assertThat(found.err()).contains("'stage1.0.conv1.weight' holds 1 NaN or infinite");
    }
  }

  @Test
  void badInputIsAnsweredClearly() throws IOException {
    assertUsage(diagnose("--depth 8 --nets tinynet --input gaussian"), "depth: contradicts nets");
    assertUsage(diagnose("--metrics wat --input gaussian"), "'wat'", "standard", "hessian");
    assertUsage(diagnose("--batch 1 --input gaussian"), "batch is 1", "at least 2");
    assertUsage(diagnose("--eps 0 --input gaussian"), "eps is 0.0");
    assertUsage(diagnose("--seeds -1 --input gaussian"), "'--seeds'", "-1", "0..4");
    assertUsage(diagnose("--seeds many --input gaussian"), "'--seeds'", "many");
    assertUsage(diagnose("--seeds 4..0 --input gaussian"), "'--seeds'", "4..0", "FIRST..LAST");
    assertUsage(diagnose("--seeds 3,x --input gaussian"), "'--seeds'", "x", "seeds from 0");
    assertUsage(diagnose("--seeds 3,3 --input gaussian"), "seed '3' is there twice");
    assertUsage(diagnose("--blocks basic,basic --input gaussian"), "is there twice");
    assertUsage(diagnose("--bn-mode both --input gaussian"), "both", "train");
    assertUsage(diagnose("--inits zero --input gaussian"), "zero", "he-fan-in");
    assertUsage(diagnose("--depth 21 --blocks basic --input gaussian"), "resnet-21");
    assertUsage(diagnose("--jobs 0 " + TINY + " --seeds 0..1 --blocks basic"), "jobs is 0");
    assertUsage(
        diagnose(TINY.replace("16", "8") + " --seeds 0 --blocks basic --metrics ntk"),
        "'ntk'",
        "16 samples");
    assertUsage(
        diagnose(
            "--blocks basic --width 4 --batch 64 --seeds 0..1 --input cifar10 --data-dir",
            Cli.realImages()),
        "cifar10",
        "128",
        "--batch",
        "--seeds");
    String few = inputFile("few.safetensors", 5, Map.of());
    assertUsage(
        diagnose("--blocks basic --width 4 --batch 16 --input", few), few, "5 images", "--batch");
    Path labels = temp.resolve("labels.safetensors");
    Safetensors.write(labels, Map.of("x", images(16, 1, 1)));
    assertUsage(
        diagnose("--blocks basic --width 4 --batch 16 --input", labels.toString()),
        labels.toString(),
        "'y'");
    assertThat(out().resolve("diagnosis.json")).doesNotExist();

    for (List<String> missing :
        List.of(
            List.of("--input", temp.resolve("nowhere.safetensors").toString()),
            List.of("--input", "gaussian", "--checkpoint", temp.resolve("nowhere").toString()))) {
      Cli result = diagnose("--seeds 0", missing.toArray(String[]::new));
      assertThat(result.code()).isEqualTo(1);
      assertThat(result.err()).startsWith("error: ").contains(missing.getLast());
      assertThat(result.out()).isEmpty();
    }
    assertUsage(diagnose(TINY + " --profile theroy"), "'theroy'", "theory, notebook");
    Cli memory = diagnose("--blocks basic --width 4 --seeds 0 --input gaussian --batch 100000000");
    assertThat(memory.code()).isEqualTo(1);
    assertThat(memory.err()).contains("MB are available", "--batch");
  }

  @Test
  void whatWasMeasuredOtherwiseIsNotOverwritten() {
    ok(diagnose(TINY + " --seeds 0 --blocks basic --metrics activations"));
    assertUsage(
        diagnose(TINY + " --seeds 0 --blocks basic --metrics economy"),
        out().resolve("cells.jsonl").toString(),
        "choose another --out");
  }

  @Test
  void theNotebooksMistakesAreNamed() {
    Cli result = ok(run("--protocol notebook"));
    assertThat(result.out())
        .contains(
            "forgotten-addition (block preact-noskip)",
            "unpadded-convolution (block plain-valid)",
            "no-final-norm (net tinynet)",
            "rate-changed-at-start (schedule)",
            "milestones [0, 0] at 1 epoch");
    assertThat(result.out().lines().toList().getFirst()).contains(COLUMNS);
    assertThat(result.err()).isEmpty();

    JsonNode document = ok(run("--protocol notebook --json")).json();
    assertThat(document.get("protocol").asString()).isEqualTo("notebook");
    assertThat(document.get("profile").asString()).isEqualTo("notebook");
    List<String> rows = new ArrayList<>();
    List<String> findings = new ArrayList<>();
    document
        .get("rows")
        .forEach(row -> {
          rows.add(row.get("block").asString() + " " + row.get("layers_tracked"));
          row.get("findings").forEach(each -> findings.add(each.get("code").asString()));
          assertThat(row.get("verdicts").size()).isPositive();
        });
    assertThat(rows).containsExactly("plain-valid 39", "basic 43", "preact-noskip 41");
    assertThat(findings)
        .contains(
            "forgotten_addition", "unpadded_convolution", "no_final_norm", "rate_changed_at_start");
    assertThat(run("--protocol notebook --width 4 --fail-on fail").code()).isEqualTo(1);
  }

  @Test
  void theNotebooksTableOfACheckpointAndAFile() throws IOException {
    String weights = checkpoint("preact-noskip");
    String file = inputFile("x.safetensors", 6, Map.of("noise", images(6, 2, 1e-3)));
    JsonNode row =
        ok(run("--protocol notebook --json --checkpoint", weights, "--input", file))
            .json()
            .get("rows")
            .get(0);
    assertThat(row.propertyNames()).startsWith("net", "block", "seed").containsAll(COLUMNS);
    assertThat(row.get("block").asString()).isEqualTo("preact-noskip");
    for (String column : COLUMNS) {
      assertThat(row.get(column).isNumber()).as(column).isTrue();
    }
    assertThat(row.get("logit_diff_L2_mean").asDouble()).isPositive();
    // Ten times the noise moves the logits ten times as far, or nearly.
    String louder = inputFile("louder.safetensors", 6, Map.of("noise", images(6, 2, 1e-2)));
    double ratio =
        ok(run("--protocol notebook --json --checkpoint", weights, "--input", louder))
                .json()
                .get("rows")
                .get(0)
                .get("logit_diff_L2_mean")
                .asDouble()
            / row.get("logit_diff_L2_mean").asDouble();
    assertThat(ratio).isBetween(5.0, 20.0);
  }

  @Test
  void theNotebooksProtocolRefusesWhatItCannotUse() throws IOException {
    assertUsage(run("--protocol notebook --input cifar10"), "cifar10", "gaussian");
    assertUsage(run("--protocol notebook --input gaussian,x"), "2 entries");
    assertUsage(run("--protocol notebook --bn-mode train"), "--bn-mode");
    assertUsage(run("--protocol notebook --width 4 --eps -1"), "eps is -1.0");
    assertUsage(run("--protocol notebook --width 4 --eps 0"), "eps is 0.0");
    assertUsage(
        run("--protocol notebook --out", temp.toString()),
        "leave out --metrics, --batch, --lr, --out");
    String silent = inputFile("silent.safetensors", 4, Map.of());
    assertUsage(run("--protocol notebook --width 4 --input", silent), silent, "'noise'");
    String shorter = inputFile("short.safetensors", 6, Map.of("noise", images(5, 2, 1)));
    assertUsage(
        run("--protocol notebook --width 4 --input", shorter), shorter, "5 images", "expected 6");
    Cli missing = run("--protocol notebook --input", temp.resolve("nowhere").toString());
    assertThat(missing.code()).isEqualTo(1);
    assertThat(missing.err()).contains(temp.resolve("nowhere").toString());
  }
}
