// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reslab.picture.PngFile;
import tools.jackson.databind.JsonNode;

/** What {@code data info} says of images. */
class DataInfoTest {
  @TempDir Path temp;

  /** Three pictures for training and two for testing, of which one is a training picture. */
  private Path folder() throws IOException {
    Path folder = temp.resolve("pictures");
    String[] paths = {"train/a/1", "train/a/2", "train/b/1", "test/a/1", "test/b/1"};
    for (int i = 0; i < paths.length; i++) {
      BufferedImage picture = new BufferedImage(10, 12, BufferedImage.TYPE_INT_RGB);
      picture.setRGB(0, 0, 0x112233 * (i % 4));
      Path file = folder.resolve(paths[i] + ".png");
      Files.createDirectories(file.getParent());
      Files.write(file, PngFile.encode(picture));
    }
    Files.writeString(folder.resolve("train/b/2\u202E.jpg"), "no picture");
    Files.writeString(folder.resolve("train/b/notes.txt"), "no picture");
    return folder;
  }

  private Cli info(String... options) throws IOException, InterruptedException {
    String[] command = new String[options.length + 2];
    command[0] = "data";
    command[1] = "info";
    System.arraycopy(options, 0, command, 2, options.length);
    return Cli.fork(temp, Map.of("RESLAB_CACHE", temp.toString()), List.of(), command);
  }

  @Test
  void aFolderIsCountedAndItsFaultsAreNamed() throws IOException, InterruptedException {
    Cli text = info("--data", "folder:" + folder(), "--size", "8");
    assertThat(text.code()).as(text.err()).isZero();
    assertThat(text.out())
        .contains(
            "shape        3 x 8 x 8",
            "pictures     12 x 10",
            "passed over  1 hidden or other files",
            "unreadable   1\n",
            "2\\u202e.jpg is a text file",
            "duplicates   0 of validation, 1 of test",
            "test/b/1.png is train/a/1.png, too")
        .containsPattern("a +2 +1\n")
        .doesNotContain("\u202E");
  }

  @Test
  void theDocumentHasAllOfIt() throws IOException, InterruptedException {
    JsonNode document = info("--data", "folder:" + folder(), "--size", "8", "--json").json();
    JsonNode summary = document.get("summary");
    assertThat(document.get("data").asString()).startsWith("folder:");
    assertThat(summary.get("unreadable").asInt()).isEqualTo(1);
    assertThat(summary.get("duplicates").get("test").asInt()).isEqualTo(1);
    assertThat(summary.get("splits").get(0).get("by_class").get(0).asInt()).isEqualTo(2);
  }

  @Test
  void knownDataAreDescribedByTheirImages() throws IOException, InterruptedException {
    Cli text = info("--data-dir", Cli.realImages());
    assertThat(text.out())
        .contains("state        present", "mean         0.4870, 0.4741, 0.4341")
        .containsPattern("airplane +14 +10\n");
  }
}
