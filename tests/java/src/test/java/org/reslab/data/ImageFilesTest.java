// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.reslab.CorruptDataException;
import org.reslab.ImageDescription;
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
    Files.write(file, ImageFiles.png(image, ImageDescription.CIFAR10));
    assertThat(ImageFiles.read(file, ImageDescription.CIFAR10)).isEqualTo(image);
  }

  @Test
  void theMiddleSquareIsScaled() throws IOException {
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
    byte[] image = ImageFiles.read(write(wide, "png"), ImageDescription.CIFAR10);
    for (int i = 0; i < image.length; i++) {
      // A pixel at the border takes a little of what is next to the square.
      if (i % 32 > 0 && i % 32 < 31) {
        assertThat(image[i] & 0xFF).isBetween(99, 101);
      }
    }
  }

  @Test
  void transparentPartsAreWhiteAndSmallPicturesGrow() throws IOException {
    BufferedImage clear = new BufferedImage(8, 8, BufferedImage.TYPE_INT_ARGB);
    for (byte value : ImageFiles.read(write(clear, "png"), ImageDescription.CIFAR10)) {
      assertThat(value & 0xFF).isEqualTo(255);
    }
  }

  @ParameterizedTest
  @CsvSource({"png, 0", "bmp, 0", "gif, 0", "jpg, 2"})
  void grayKeepsItsBrightness(String format, int loss) throws IOException {
    BufferedImage gray = new BufferedImage(40, 50, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < 50; y++) {
      for (int x = 0; x < 40; x++) {
        gray.getRaster().setSample(x, y, 0, 90);
      }
    }
    for (byte value : ImageFiles.read(write(gray, format), ImageDescription.CIFAR10)) {
      assertThat(value & 0xFF).isBetween(90 - loss, 90 + loss);
    }
  }

  @Test
  void theSquareIsThatOfTheUprightPicture() throws IOException {
    // Upright: 37 x 64, its lower part from row 32 on is white. The middle square is rows 13 to 49.
    BufferedImage stored = new BufferedImage(64, 37, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 37; y++) {
      for (int x = 32; x < 64; x++) {
        stored.setRGB(x, y, 0xFFFFFF);
      }
    }
    byte[] png = Files.readAllBytes(write(stored, "png"));
    // A chunk eXIf of orientation 6, to be turned clockwise: "MM", 42, one entry.
    ByteBuffer exif = ByteBuffer.allocate(12 + 26).putInt(26).putInt(0x65584966);
    exif.putInt(0x4D4D002A).putInt(8).putShort((short) 1);
    exif.putShort((short) 0x0112)
        .putShort((short) 3)
        .putInt(1)
        .putShort((short) 6)
        .putShort((short) 0);
    exif.putInt(0);
    CRC32 sum = new CRC32();
    sum.update(exif.array(), 4, 4 + 26);
    exif.putInt((int) sum.getValue());
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.write(png, 0, 33);
    file.writeBytes(exif.array());
    file.write(png, 33, png.length - 33);
    byte[] image =
        ImageFiles.read(
            Files.write(folder.resolve("turned.png"), file.toByteArray()),
            ImageDescription.CIFAR10);
    for (int y = 0; y < 32; y++) {
      // Of 55 scaled rows the middle 32 are those from 12 on; row y is around row (12.5 + y) * 64 /
      // 55
      // of the picture and takes from 64 / 55 rows above and below.
      double centre = (12.5 + y) * 64 / 55;
      int value = image[y * 32] & 0xFF;
      if (centre + 64 / 55.0 < 32) {
        assertThat(value).as("row %s", y).isZero();
      } else if (centre - 64 / 55.0 > 32) {
        assertThat(value).as("row %s", y).isEqualTo(255);
      }
      assertThat(image[y * 32 + 31]).isEqualTo(image[y * 32]);
    }
  }

  /** Of 32 x 32 pixels of one colour each is that colour's luma, .299, .587 and .114 of it. */
  @Test
  void aNetworkOfOneChannelSeesGray() throws IOException {
    BufferedImage picture = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < PLANE; i++) {
      picture.setRGB(i % 32, i / 32, 0xC86432);
    }
    ImageDescription gray = new ImageDescription(1, 32, 32, List.of(.5f), List.of(.25f), List.of());
    byte[] image = ImageFiles.read(write(picture, "png"), gray);
    assertThat(image).hasSize(PLANE).containsOnly((byte) 124);
    ImageDescription two =
        new ImageDescription(2, 32, 32, List.of(.5f, .5f), List.of(.2f, .2f), List.of());
    assertThatThrownBy(() -> ImageFiles.read(write(picture, "png"), two))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("it has 1 or 3 channels, expected 2");
  }

  @Test
  void whatIsNoPictureIsRefused() throws IOException {
    Path text = Files.writeString(folder.resolve("text.png"), "not a picture");
    assertThatThrownBy(() -> ImageFiles.read(text, ImageDescription.CIFAR10))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("text.png is a text file, expected a PNG, JPEG, GIF or BMP picture");
    byte[] png = ImageFiles.png(new byte[3 * PLANE], ImageDescription.CIFAR10);
    Path cut = Files.write(folder.resolve("cut.png"), Arrays.copyOf(png, 40));
    assertThatThrownBy(() -> ImageFiles.read(cut, ImageDescription.CIFAR10))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("cut.png is damaged");
    assertThatThrownBy(() -> ImageFiles.read(folder.resolve("none.png"), ImageDescription.CIFAR10))
        .isInstanceOf(NativeIoException.class);
    assertThatThrownBy(() -> ImageFiles.read(folder, ImageDescription.CIFAR10))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("is a folder");
  }
}
