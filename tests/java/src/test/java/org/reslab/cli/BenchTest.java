// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.reslab.OnBothKernels;
import org.reslab.bench.FakePeer;
import tools.jackson.databind.JsonNode;

/** The commands of bench at the smallest size, with a peer that computes nothing. */
@Timeout(300)
@OnBothKernels
class BenchTest {
  private static final String SMALL = " --base 8 --batch 8 --steps 2 --rounds 5 --threads 1";

  @TempDir Path folder;

  private static Cli run(String args) {
    return Cli.run(args.split(" ", -1));
  }

  @Test
  void checkFailsWhereARatioMissesItsTargetAndKeepsTheResult() throws IOException {
    // The real targets: a network of eight channels is nowhere near the limit of the machine.
    Path out = folder.resolve("out");
    Cli result =
        run(
            "bench train --check --json --peer python --modes tuned --python "
                + FakePeer.good(folder)
                + " --out "
                + out
                + SMALL);
    assertThat(result.code()).as(result.err()).isEqualTo(1);
    JsonNode document = result.json();
    assertThat(document.get("benchmark").asString()).isEqualTo("train");
    assertThat(document.get("rounds").asInt()).isEqualTo(5);
    assertThat(document.get("settings").get("batch").asInt()).isEqualTo(8);
    assertThat(document.get("limits").get("convolution_gflops").asDouble()).isPositive();
    assertThat(document.get("contenders").get(0).get("name").asString()).isEqualTo("reslab");
    JsonNode rate = document.get("contenders").get(0).get("images_per_second");
    assertThat(rate.get("min").asDouble()).isLessThanOrEqualTo(rate.get("median").asDouble());
    // Five rounds have no interval of 95 %.
    assertThat(rate.get("lower").isNull()).isTrue();
    JsonNode part = document.get("profile").get("parts").get(2);
    assertThat(part.get("kind").asString()).isEqualTo("operation");
    assertThat(part.get("phase").asString()).isIn("forward", "backward", "optimizer");
    List<String> outcomes =
        document.get("targets").valueStream().map(t -> t.get("outcome").asString()).toList();
    assertThat(outcomes).containsExactly("met", "not_measured", "missed");
    assertThat(Files.readString(out.resolve("bench-train.json"))).contains("\"benchmark\"");
    assertThat(document.get("environment").get("threads").asInt()).isEqualTo(1);
  }

  @Test
  void withoutCheckAMissIsToldOnly() {
    Cli result = run("bench evaluate" + SMALL);
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out())
        .contains("bench evaluate: net tinynet, block basic, base 8, batch 8")
        .contains("reslab / inference-mode")
        .contains("not measured")
        .contains("GFLOP/s in a 3x3 convolution");
  }

  @Test
  void aPythonWithoutPyTorchIsNamedWithTheCure() throws IOException {
    Cli result =
        run("bench evaluate --peer python --python " + FakePeer.unavailable(folder) + SMALL);
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("no torch here").contains("--python or RESLAB_PYTHON");
    assertThat(result.out()).isEmpty();
  }

  @Test
  void aPythonThatIsNotThereIsNamed() {
    Cli result = run("bench evaluate --peer python --python /nowhere/python" + SMALL);
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("cannot be started").contains("/nowhere/python");
  }

  @Test
  void thePrecisionIsThatOfTheRoundsAndCheckNeedsTargets() {
    Cli result = run("bench evaluate --precision bf16 --device auto --json" + SMALL);
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.json().get("settings").get("precision").asString()).isEqualTo("bf16");

    Cli none = run("bench train --precision bf16 --device cpu --check" + SMALL);
    assertThat(none.code()).isEqualTo(2);
    assertThat(none.err()).contains("there are none for bf16 on cpu at batch 8");
  }

  @Test
  void whatIsOfTheCpuAloneTakesNoDevice() {
    for (String command : List.of("pipeline", "curves", "diagnose", "border")) {
      Cli result = run("bench " + command + " --device cpu");
      assertThat(result.code()).as(command).isEqualTo(2);
      assertThat(result.err()).as(command).contains("--device");
    }
  }

  @Test
  void aNetThatDoesNotExistIsWrongUse() {
    Cli result = run("bench train --net tinynte" + SMALL);
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("unknown net 'tinynte'");
  }

  @Test
  void curvesLeaveATableADocumentAndAChart() throws IOException {
    Path out = folder.resolve("curves");
    Cli result =
        run(
            "bench curves --curves depth --depths 14,8,20 --base 4 --batch 4 --steps 1 --rounds 5"
                + " --threads 1 --out "
                + out);
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out())
        .contains("layers")
        .contains("seconds per image = ")
        .contains("bytes of a step = ")
        .contains("run directory: ");
    List<String> table = Files.readAllLines(out.resolve("curves.csv"));
    assertThat(table).hasSize(4);
    assertThat(table.getFirst()).startsWith("curve,x,seconds_per_image_median");
    assertThat(table.subList(1, 4))
        .satisfiesExactly(
            line -> assertThat(line).startsWith("depth,8,"),
            line -> assertThat(line).startsWith("depth,14,"),
            line -> assertThat(line).startsWith("depth,20,"));
    assertThat(Files.readString(out.resolve("curves.json"))).contains("\"r_squared\"");
    var image = ImageIO.read(out.resolve("curves.png").toFile());
    assertThat(image.getWidth()).isEqualTo(2 * image.getHeight() * 760 / 460);
  }

  @Test
  void aRunDirectoryIsNotReplacedAndNoneIsLeftByAFailure() throws IOException {
    Path out = Files.createDirectory(folder.resolve("taken"));
    Files.createFile(out.resolve("mine"));
    Cli taken = run("bench curves --curves batch --batches 2 --out " + out);
    assertThat(taken.code()).isEqualTo(2);
    assertThat(taken.err()).contains("not empty");

    Path none = folder.resolve("none");
    Cli failed = run("bench curves --curves depth --depths 9 --rounds 5 --threads 1 --out " + none);
    assertThat(failed.code()).isEqualTo(2);
    assertThat(failed.err()).contains("resnet-9");
    assertThat(none).doesNotExist();
  }

  @Test
  void theBorderIsTold() {
    Cli result = run("bench border --json --rounds 5");
    assertThat(result.code()).as(result.err()).isZero();
    JsonNode figures = result.json().get("figures");
    assertThat(figures.size()).isEqualTo(4);
    assertThat(figures.get(0).get("unit").asString()).isEqualTo("ns");
  }
}
