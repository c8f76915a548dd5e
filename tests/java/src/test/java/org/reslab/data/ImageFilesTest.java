// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reslab.CorruptDataException;
import org.reslab.InvalidArgumentException;
import org.reslab.NativeIoException;

class ImageFilesTest {
  private static final int PLANE = 32 * 32;

  @TempDir Path folder;

  private Path write(BufferedImage picture, String format) throws IOException {
    Path file = folder.resolve("picture." + format);
    assertThat(ImageIO.write(picture, format, file.toFile())).isTrue();
    return file;
  }

  @Test
  void aPictureOf32By32IsTakenAsItIs() throws IOException {
    byte[] image = new byte[3 * PLANE];
    new Random(1).nextBytes(image);
    Path file = folder.resolve("image.png");
    Files.write(file, ImageFiles.png(image));
    assertThat(ImageFiles.read(file)).isEqualTo(image);
  }

  @Test
  void theMiddleSquareIsAveraged() throws IOException {
    // 128 x 64: the middle 64 x 64 has columns of 0 and 200 in turn, what is left and right is red.
    BufferedImage wide = new BufferedImage(128, 64, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = wide.createGraphics();
    graphics.setColor(Color.RED);
    graphics.fillRect(0, 0, 128, 64);
    graphics.dispose();
    for (int x = 32; x < 96; x++) {
      for (int y = 0; y < 64; y++) {
        int grey = x % 2 == 0 ? 0 : 200;
        wide.setRGB(x, y, new Color(grey, grey, grey).getRGB());
      }
    }
    byte[] image = ImageFiles.read(write(wide, "png"));
    for (byte value : image) {
      assertThat(value & 0xFF).isBetween(99, 101);
    }
  }

  @Test
  void transparentPartsAreWhiteAndSmallPicturesGrow() throws IOException {
    BufferedImage clear = new BufferedImage(8, 8, BufferedImage.TYPE_INT_ARGB);
    for (byte value : ImageFiles.read(write(clear, "png"))) {
      assertThat(value & 0xFF).isEqualTo(255);
    }
  }

  @Test
  void jpegAndGreyAreRead() throws IOException {
    BufferedImage grey = new BufferedImage(40, 50, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D graphics = grey.createGraphics();
    graphics.setColor(new Color(90, 90, 90));
    graphics.fillRect(0, 0, 40, 50);
    graphics.dispose();
    int expected = grey.getRGB(0, 0) & 0xFF;
    byte[] image = ImageFiles.read(write(grey, "jpg"));
    assertThat(image[0] & 0xFF).isBetween(expected - 2, expected + 2);
    assertThat(image[PLANE]).isEqualTo(image[0]);
  }

  @Test
  void whatIsNoPictureIsRefused() throws IOException {
    Path text = Files.writeString(folder.resolve("text.png"), "not a picture");
    assertThatThrownBy(() -> ImageFiles.read(text))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("text.png is no picture")
        .hasMessageContaining("PNG");
    byte[] png = ImageFiles.png(new byte[3 * PLANE]);
    Path cut = Files.write(folder.resolve("cut.png"), Arrays.copyOf(png, 40));
    assertThatThrownBy(() -> ImageFiles.read(cut))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("cut.png is damaged");
    assertThatThrownBy(() -> ImageFiles.read(folder.resolve("none.png")))
        .isInstanceOf(NativeIoException.class);
    assertThatThrownBy(() -> ImageFiles.read(folder))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("is a folder");
  }
}
