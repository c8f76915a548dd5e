// SPDX-License-Identifier: Apache-2.0
package org.reslab.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.reslab.Fixture;

/** Every kind of picture, held against the colours that {@code make_pictures.py} wrote. */
class PictureKindsTest {
  static List<Path> pictures() throws IOException {
    try (Stream<Path> files = Files.list(folder())) {
      return files.filter(file -> file.toString().matches(".*\\.(png|jpg|gif|bmp)")).toList();
    }
  }

  private static Path folder() {
    return Fixture.source().resolve("tests/data/pictures");
  }

  @Test
  void thereArePictures() throws IOException {
    assertThat(pictures()).hasSizeGreaterThan(60);
  }

  @ParameterizedTest
  @MethodSource("pictures")
  void isReadAsExpected(Path file) throws IOException {
    String name = file.getFileName().toString().replaceAll("\\..*", ".png");
    BufferedImage expected = ImageIO.read(folder().resolve("expected").resolve(name).toFile());
    Picture picture = PictureFile.read(file);
    assertThat(picture.width()).isEqualTo(expected.getWidth());
    assertThat(picture.height()).isEqualTo(expected.getHeight());
    for (int y = 0; y < picture.height(); y++) {
      for (int x = 0; x < picture.width(); x++) {
        for (int shift = 0; shift < 24; shift += 8) {
          assertThat(picture.rgb(x, y) >> shift & 0xFF)
              .as("bits from %d of pixel %d, %d", shift, x, y)
              .isCloseTo(expected.getRGB(x, y) >> shift & 0xFF, within(1));
        }
      }
    }
  }

  /** Scaling what was read is within a level of scaling what was expected, as Pillow does both. */
  @ParameterizedTest
  @MethodSource("pictures")
  void isScaledAsExpected(Path file) throws IOException {
    String name = file.getFileName().toString().replaceAll("\\..*", ".png");
    BufferedImage expected = ImageIO.read(folder().resolve("expected").resolve(name).toFile());
    byte[] wanted = Scaling.fit(PictureFile.of(expected), 8, 10);
    byte[] scaled = Scaling.fit(PictureFile.read(file), 8, 10);
    for (int i = 0; i < wanted.length; i++) {
      assertThat(scaled[i] & 0xFF).as("value %d", i).isCloseTo(wanted[i] & 0xFF, within(1));
    }
  }
}
