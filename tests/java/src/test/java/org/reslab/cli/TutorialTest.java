// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The tutorial, done as a reader does it: its {@code sh} blocks one after the other in one folder,
 * with the few images of the fixture as CIFAR-10. What a {@code text} block shows must be in what
 * the block before it printed; {@code ...} stands for lines left out. Of a {@code text measured}
 * block all but the numbers.
 */
class TutorialTest {
  private static final Pattern DURATION = Pattern.compile("(\\d+[hm] )*\\d+(\\.\\d+)?[hms]\\b");
  private static final Pattern NUMBER =
      Pattern.compile("(?<![\\w-])-?\\d[\\d,]*(\\.\\d+)?(e[-+]?\\d+)?(?=[^\\w-]|M\\b|$)");

  @TempDir Path folder;

  @Test
  void everyStepWorksAndPrintsWhatIsShown() throws Exception {
    Path cache = folder.resolve("cache");
    copyImages(cache.resolve("datasets/cifar-10-batches-bin"));
    Path clone = Files.createDirectory(folder.resolve("clone"));
    Shell.writeLauncher(clone.resolve("reslab"));
    writePicture(clone.resolve("cat.png"));

    String output = "";
    String command = "";
    int run = 0;
    for (Markdown.Block block : Markdown.read("docs/tutorial.md").blocks()) {
      String where = "docs/tutorial.md, line " + block.line();
      switch (block.info()) {
        case "sh", "sh fails" -> {
          Shell shell = Shell.run(block.code(), clone, cache);
          assertThat(shell.code())
              .as("%s: %s%n%s", where, block.code(), shell.output())
              .isEqualTo(block.info().equals("sh") ? 0 : 1);
          output = shell.output();
          command = block.code();
          run++;
        }
        case "text" -> requireShown(block.code(), output, where + " after " + command);
        case "text measured" ->
            requireShown(
                withoutNumbers(block.code()), withoutNumbers(output), where + " after " + command);
        case "" -> {} // to be read, not to be done: DocsTest has its commands parsed
        default -> throw new AssertionError(where + ": unknown kind of block " + block.info());
      }
    }
    assertThat(run).isGreaterThan(12);
  }

  @Test
  void bothLanguagesShowTheSame() throws IOException {
    assertThat(shown("docs/tutorial.tr.md")).isEqualTo(shown("docs/tutorial.md"));
  }

  private static List<String> shown(String page) throws IOException {
    return Markdown.read(page).blocks().stream()
        .map(block -> block.info() + "\n" + block.code())
        .toList();
  }

  @Test
  void numbersAreLeftOutOfMeasuredTables() {
    assertThat(withoutNumbers("a  b\n--  ---\nresnet-8  1.2e+03  3m 34s  58.4M ▁█\n"))
        .isEqualTo(withoutNumbers("a   b\n-  -\nresnet-8  -7,000  0.5s  1M ▃\n"))
        .isNotEqualTo(withoutNumbers("a   b\n-  -\nresnet-9  -7,000  0.5s  1M ▃\n"));
  }

  private static String withoutNumbers(String text) {
    String plain = DURATION.matcher(text).replaceAll("#");
    plain = NUMBER.matcher(plain).replaceAll("#");
    return plain
        .replaceAll("[▁-█]+", "#")
        .replaceAll("-{1,}(?=\\s|$)", "-")
        .replaceAll("(?m)[ \\t]+", " ");
  }

  private static void requireShown(String expected, String output, String where) {
    List<String> pieces = new ArrayList<>();
    StringBuilder piece = new StringBuilder();
    for (String line : expected.lines().toList()) {
      if (line.strip().equals("...")) {
        pieces.add(piece.toString());
        piece.setLength(0);
      } else {
        piece.append(line.stripTrailing()).append('\n');
      }
    }
    pieces.add(piece.toString());
    String stripped =
        output.lines().map(String::stripTrailing).collect(Collectors.joining("\n", "\n", "\n"));
    int from = 0;
    for (String next : pieces) {
      int at = stripped.indexOf("\n" + next, from);
      if (at < 0) {
        // Says both in full.
        assertThat(stripped.substring(from)).as(where).contains("\n" + next);
      }
      from = at + next.length();
    }
  }

  private static void copyImages(Path target) throws IOException {
    Files.createDirectories(target);
    for (String name : List.of("MD5SUMS", "data_batch_1.bin", "test_batch.bin")) {
      Files.copy(Path.of(Cli.realImages(), name), target.resolve(name));
    }
  }

  /** Writes CIFAR-10's first test image, a cat: a byte of label, planes of red, green and blue. */
  private static void writePicture(Path file) throws IOException {
    byte[] record = Files.readAllBytes(Path.of(Cli.realImages(), "test_batch.bin"));
    BufferedImage picture = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 1024; i++) {
      int rgb = 0;
      for (int plane = 0; plane < 3; plane++) {
        rgb = (rgb << 8) | (record[1 + 1024 * plane + i] & 0xff);
      }
      picture.setRGB(i % 32, i / 32, rgb);
    }
    ImageIO.write(picture, "png", file.toFile());
  }
}
