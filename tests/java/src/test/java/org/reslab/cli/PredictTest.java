// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reslab.ImageDescription;
import org.reslab.OnBothKernels;
import org.reslab.Safetensors;
import org.reslab.data.ImageFiles;
import tools.jackson.databind.JsonNode;

/** {@code predict}, held against the logits of the same images in the data set. */
@OnBothKernels
class PredictTest {
  @TempDir Path temp;
  private String checkpoint = "";

  @BeforeEach
  void aCheckpoint() {
    checkpoint = temp.resolve("w.safetensors").toString();
    assertThat(
            Cli.run("init", "--base", "8", "--layers", "1,1,1", "--seed", "5", "--out", checkpoint)
                .code())
        .isZero();
  }

  private String image(int index) throws IOException {
    byte[] records = Files.readAllBytes(Path.of(Cli.realImages(), "test_batch.bin"));
    int first = index * 3073 + 1;
    Path file = temp.resolve("image-" + index + ".png");
    Files.write(
        file,
        ImageFiles.png(Arrays.copyOfRange(records, first, first + 3072), ImageDescription.CIFAR10));
    return file.toString();
  }

  @Test
  void pixelsOfTheTestSetGiveItsLogits() throws IOException {
    Cli found =
        Cli.run("predict", image(0), image(7), "--checkpoint", checkpoint, "--top", "10", "--json");
    assertThat(found.code()).as(found.err()).isZero();
    JsonNode images = found.json().get("images");
    assertThat(images.size()).isEqualTo(2);

    Path logits = temp.resolve("logits.safetensors");
    Cli evaluated =
        Cli.run(
            "evaluate",
            "--checkpoint",
            checkpoint,
            "--data-dir",
            Cli.realImages(),
            "--logits",
            logits.toString());
    assertThat(evaluated.code()).as(evaluated.err()).isZero();
    float[] all = Objects.requireNonNull(Safetensors.read(logits).get("logits")).floats();
    for (int i = 0; i < 2; i++) {
      int index = i == 0 ? 0 : 7;
      double sum = 0;
      for (int c = 0; c < 10; c++) {
        sum += Math.exp(all[10 * index + c]);
      }
      double before = 1;
      for (JsonNode entry : images.get(i).get("top")) {
        int label = entry.get("label").intValue();
        double probability = entry.get("probability").doubleValue();
        assertThat(probability).isCloseTo(Math.exp(all[10 * index + label]) / sum, within(1e-6));
        assertThat(probability).isLessThanOrEqualTo(before);
        before = probability;
      }
    }
  }

  @Test
  void textNamesTheClasses() throws IOException {
    Cli found = Cli.run("predict", image(3), "--checkpoint", checkpoint, "--top", "2");
    assertThat(found.code()).as(found.err()).isZero();
    assertThat(found.out().lines().toList()).hasSize(3);
    assertThat(found.out()).contains("image-3.png").containsPattern(" %  [a-z]+");
    Path names = Files.writeString(temp.resolve("names"), "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n");
    Cli named =
        Cli.run(
            "predict",
            image(3),
            "--checkpoint",
            checkpoint,
            "--top",
            "1",
            "--class-names",
            names.toString());
    assertThat(named.out()).containsPattern(" %  [a-j]\\R");
  }

  @Test
  void badInputIsNamed() throws IOException {
    assertThat(Cli.run("predict", "--checkpoint", checkpoint).code()).isEqualTo(2);
    Cli none = Cli.run("predict", temp.resolve("no.png").toString(), "--checkpoint", checkpoint);
    assertThat(none.code()).isEqualTo(1);
    assertThat(none.err()).contains("no.png");
    assertThat(none.out()).isEmpty();
    Cli top = Cli.run("predict", image(0), "--checkpoint", checkpoint, "--top", "0");
    assertThat(top.code()).isEqualTo(2);
    Path names = Files.writeString(temp.resolve("names"), "a\nb\n");
    Cli few =
        Cli.run("predict", image(0), "--checkpoint", checkpoint, "--class-names", names.toString());
    assertThat(few.code()).isEqualTo(2);
    assertThat(few.err()).contains("has 2 names, expected 10");
  }

  @Test
  void theOthersAreAnsweredWhereSomeCannotBeRead() throws IOException {
    Path text = Files.writeString(temp.resolve("text.png"), "no picture");
    Path empty = Files.createFile(temp.resolve("empty.jpg"));
    Path folder = Files.createDirectory(temp.resolve("folder"));
    byte[] whole = Files.readAllBytes(Path.of(image(1)));
    Path cut = Files.write(temp.resolve("cut.png"), Arrays.copyOf(whole, whole.length / 2));
    String missing = temp.resolve("none.png").toString();
    String[] command = {
      "predict",
      image(0),
      text.toString(),
      empty.toString(),
      image(7),
      folder.toString(),
      cut.toString(),
      missing,
      image(0),
      "--checkpoint",
      checkpoint,
      "--top",
      "1"
    };
    Cli found = Cli.run(command);
    assertThat(found.code()).isEqualTo(1);
    List<String> lines = found.out().lines().toList();
    assertThat(lines).hasSize(6);
    assertThat(lines.get(0)).isEqualTo(image(0));
    assertThat(lines.get(2)).isEqualTo(image(7));
    assertThat(lines.subList(4, 6)).isEqualTo(lines.subList(0, 2));
    assertThat(found.err().lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("error: " + text + " is a text file"),
            line -> assertThat(line).startsWith("error: " + empty + " is empty"),
            line -> assertThat(line).startsWith("error: " + folder + " is a folder"),
            line -> assertThat(line).startsWith("error: " + cut + " is damaged"),
            line -> assertThat(line).startsWith("error: cannot read " + missing));

    String[] json = Arrays.copyOf(command, command.length + 1);
    json[command.length] = "--json";
    Cli document = Cli.run(json);
    assertThat(document.code()).isEqualTo(1);
    assertThat(document.err()).isEqualTo(found.err());
    JsonNode images = document.json().get("images");
    assertThat(images.size()).isEqualTo(8);
    for (int i = 0; i < 8; i++) {
      assertThat(images.get(i).get("image").stringValue()).isEqualTo(command[1 + i]);
      assertThat(images.get(i).has("error")).isEqualTo(i != 0 && i != 3 && i != 7);
      assertThat(images.get(i).has("top")).isNotEqualTo(images.get(i).has("error"));
    }
    assertThat(images.get(7).get("top")).isEqualTo(images.get(0).get("top"));
  }
}
