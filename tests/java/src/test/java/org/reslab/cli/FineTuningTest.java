// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reslab.Fixture;
import org.reslab.Safetensors;
import org.reslab.Safetensors.Tensor;

/** Weights of other trainings to start from: the page about them, done as a reader does it. */
class FineTuningTest {
  @TempDir Path folder;

  @Test
  void theCommandsOfThePageWork() throws Exception {
    Path clone = Files.createDirectory(folder.resolve("clone"));
    Shell.writeLauncher(clone.resolve("reslab"));
    Files.createSymbolicLink(clone.resolve("examples"), Fixture.source().resolve("examples"));
    int run = 0;
    for (Markdown.Block block : Markdown.read("docs/fine-tuning.md").blocks()) {
      if (block.info().equals("sh")) {
        Shell shell = Shell.run(block.code(), clone, folder.resolve("cache"));
        assertThat(shell.code()).as("%s%n%s", block.code(), shell.output()).isZero();
        run++;
      }
    }
    assertThat(run).isEqualTo(2);
    assertThat(clone.resolve("tuned/report.html")).isNotEmptyFile();
    assertThat(Files.readString(clone.resolve("tuned/experiment.yaml")))
        .contains("freeze: stem", "lr_scale: head=5", "new_head: true", "start.safetensors");

    Map<String, Tensor> start = Safetensors.read(clone.resolve("start.safetensors"));
    Path last = clone.resolve("tuned/checkpoints/resnet18-basic-s0/last.safetensors");
    Map<String, Tensor> tuned = Safetensors.read(last);
    for (String kept :
        List.of("conv1.weight", "bn1.weight", "bn1.running_mean", "bn1.num_batches_tracked")) {
      assertThat(bytes(tuned, kept)).as(kept).isEqualTo(bytes(start, kept));
    }
    assertThat(bytes(tuned, "layer1.0.conv1.weight"))
        .isNotEqualTo(bytes(start, "layer1.0.conv1.weight"));
    assertThat(Objects.requireNonNull(tuned.get("fc.weight")).shape()).containsExactly(5L, 512L);
  }

  private Path checkpoint(String... options) {
    Path file = folder.resolve("w%s.safetensors".formatted(options.length));
    String[] call = {"init", "--width", "8", "--layers", "1,1,1", "--out", file.toString()};
    Cli made = Cli.run(concat(call, options));
    assertThat(made.code()).as(made.err()).isZero();
    return file;
  }

  private Cli train(String... options) {
    String[] call = {
      "train",
      "--width",
      "8",
      "--layers",
      "1,1,1",
      "--data",
      "synthetic",
      "--subset",
      "64",
      "--test-subset",
      "16",
      "--epochs",
      "1",
      "--batch",
      "32",
      "--overwrite",
      "--out",
      folder.resolve("run").toString()
    };
    return Cli.run(concat(call, options));
  }

  private static String[] concat(String[] a, String[] b) {
    return Stream.of(a, b).flatMap(Arrays::stream).toArray(String[]::new);
  }

  private static byte[] bytes(Map<String, Tensor> tensors, String name) {
    return Objects.requireNonNull(tensors.get(name), name).bytes();
  }

  @Test
  void whatDoesNotFitIsNamedBeforeAnythingIsWritten() {
    Path hundred = checkpoint("--classes", "100");
    Cli classes = train("--weights", hundred.toString());
    assertThat(classes.code()).isEqualTo(ExitCodes.FAILED);
    assertThat(classes.err())
        .contains("classifies into 100 classes, the network into 10", "--new-head");
    assertThat(folder.resolve("run")).doesNotExist();

    Cli headless = train("--new-head");
    assertThat(headless.code()).isEqualTo(ExitCodes.USAGE);
    assertThat(headless.err()).contains("new_head", "no meaning without weights");

    Cli part = train("--freeze", "stm");
    assertThat(part.code()).isEqualTo(ExitCodes.USAGE);
    assertThat(part.err()).contains("no part 'stm'", "did you mean 'stem'");
    assertThat(folder.resolve("run")).doesNotExist();

    Cli factor = train("--lr-scale", "head=fast");
    assertThat(factor.code()).isEqualTo(ExitCodes.USAGE);
    assertThat(factor.err()).contains("found 'head=fast'", "PART=FACTOR");

    Cli absent = train("--weights", folder.resolve("none.safetensors").toString());
    assertThat(absent.code()).isEqualTo(ExitCodes.FAILED);
    assertThat(absent.err()).contains("none.safetensors");
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void theCuresOfTheMessagesWork() {
    Path hundred = checkpoint("--classes", "100");
    Cli tuned = train("--weights", hundred.toString(), "--new-head", "--freeze", "stem stage1");
    assertThat(tuned.code()).as(tuned.err()).isZero();
    assertThat(tuned.err()).contains("the head is new, for 10 classes");
    Cli again = Cli.run("experiment", "check", folder.resolve("run/experiment.yaml").toString());
    assertThat(again.code()).as(again.err()).isZero();
  }

  @Test
  void aCheckpointIsWrittenUnderOtherNamesAndReadBack() throws IOException {
    Path own = checkpoint();
    Path theirs = folder.resolve("theirs.safetensors");
    Cli exported =
        Cli.run("export", own.toString(), "--names", "torchvision", "--out", theirs.toString());
    assertThat(exported.code()).as(exported.err()).isZero();
    Map<String, Tensor> tensors = Safetensors.read(theirs);
    assertThat(tensors).containsKeys("conv1.weight", "layer2.0.downsample.0.weight", "fc.bias");
    assertThat(bytes(tensors, "conv1.weight"))
        .isEqualTo(bytes(Safetensors.read(own), "stem.0.weight"));

    Cli trained = train("--weights", theirs.toString());
    assertThat(trained.code()).as(trained.err()).isZero();
    assertThat(trained.err()).contains("theirs.safetensors: names are those of torchvision");

    Cli there =
        Cli.run("export", own.toString(), "--names", "torchvision", "--out", theirs.toString());
    assertThat(there.code()).isEqualTo(ExitCodes.USAGE);
    assertThat(there.err()).contains("--overwrite");
    Cli neither = Cli.run("export", own.toString());
    assertThat(neither.code()).isEqualTo(ExitCodes.USAGE);
    assertThat(neither.err()).contains("--format", "--names");
    Cli nowhere = Cli.run("export", own.toString(), "--names", "timm");
    assertThat(nowhere.code()).isEqualTo(ExitCodes.USAGE);
    assertThat(nowhere.err()).contains("--out");
  }
}
