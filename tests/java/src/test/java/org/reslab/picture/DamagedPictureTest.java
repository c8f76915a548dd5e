// SPDX-License-Identifier: Apache-2.0
package org.reslab.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.reslab.CorruptDataException;
import org.reslab.Fixture;
import org.reslab.InvalidArgumentException;
import org.reslab.ReslabException;

/** Files that are cut off, damaged or no picture: refused by name, never read as if whole. */
class DamagedPictureTest {
  @TempDir Path folder;

  private static byte[] bytes(String picture) throws IOException {
    return Files.readAllBytes(Fixture.source().resolve("tests/data/pictures").resolve(picture));
  }

  private Path write(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  private void assertDamaged(String name, byte[] content, String why) throws IOException {
    Path file = write(name, content);
    assertThatThrownBy(() -> PictureFile.read(file))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(why);
  }

  /** Without their last bytes, too, but for those that say nothing of the first picture. */
  @ParameterizedTest
  @CsvSource({
    "jpeg-ycc420.jpg, 0",
    "jpeg-ycc-progressive.jpg, 0",
    "jpeg-ycc-restarts.jpg, 0",
    "jpeg-cmyk.jpg, 0",
    "rgb8.png, 0",
    "palette8-alpha.png, 0",
    "gif-plain.gif, 1",
    "bmp-rgb.bmp, 1",
    "bmp-runs.bmp, 0"
  })
  void cutAnywhereIsDamaged(String picture, int unused) throws IOException {
    byte[] whole = bytes(picture);
    for (int left = whole.length - unused - 1; left > 10; left -= 7) {
      assertDamaged(picture, Arrays.copyOf(whole, left), "cut off");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"jpeg-ycc420.jpg", "rgb8.png", "gif-plain.gif", "bmp-rgb.bmp"})
  void whatFollowsAPictureIsNoDamage(String picture) throws IOException {
    byte[] whole = bytes(picture);
    byte[] longer = Arrays.copyOf(whole, whole.length + 100);
    Arrays.fill(longer, whole.length, longer.length, (byte) 'x');
    Picture read = PictureFile.read(write(picture, longer));
    assertThat(read.rgb(20, 13)).isEqualTo(PictureFile.read(write(picture, whole)).rgb(20, 13));
  }

  @Test
  void aGapInTheCodeIsDamage() throws IOException {
    byte[] jpeg = bytes("jpeg-ycc444.jpg");
    assertDamaged("gap.jpg", without(jpeg, jpeg.length - 100, 60), "Corrupt JPEG data");
    byte[] png = bytes("rgb8.png");
    png[png.length - 30] ^= 4;
    assertDamaged("bit.png", png, "checksum of its chunk IDAT");
    byte[] gif = bytes("gif-plain.gif");
    // The first code block holds 10 bytes only, the others are missing.
    int code = gif.length - 1 - lastBlocks(gif);
    byte[] few = Arrays.copyOf(gif, code + 12);
    few[code] = 10;
    few[code + 11] = 0;
    assertDamaged("few.gif", few, "pixels, expected 21 x 14");
  }

  private static byte[] without(byte[] file, int from, int count) {
    byte[] rest = Arrays.copyOf(file, file.length - count);
    System.arraycopy(file, from + count, rest, from, rest.length - from);
    return rest;
  }

  /** Returns the bytes of the blocks at the end of a GIF file of one frame with a global table. */
  private static int lastBlocks(byte[] gif) {
    int at = 13 + (3 << ((gif[10] & 7) + 1));
    while (gif[at] == 0x21) {
      for (at += 2; gif[at] != 0; at += 1 + (gif[at] & 0xFF)) {}
      at++;
    }
    return gif.length - 1 - (at + 11);
  }

  @Test
  void anEmptyFileIsNamed() throws IOException {
    assertDamaged("empty.jpg", new byte[0], "is empty, expected a PNG, JPEG, GIF or BMP picture");
  }

  @Test
  void whatASmallFileMayClaimIsBounded() throws IOException {
    byte[] jpeg = bytes("jpeg-ycc444.jpg");
    int frame = new String(jpeg, StandardCharsets.ISO_8859_1).indexOf("\u00FF\u00C0");
    ByteBuffer.wrap(jpeg).putShort(frame + 5, (short) 14_000).putShort(frame + 7, (short) 14_000);
    assertTooLarge("claims.jpg", jpeg, "has 14,000 x 14,000 pixels, expected at most 100,000,000");
    byte[] png = bytes("rgb8.png");
    ByteBuffer.wrap(png).putInt(16, 2_000_000_000).putInt(20, 2_000_000_000);
    CRC32 sum = new CRC32();
    sum.update(png, 12, 17);
    ByteBuffer.wrap(png).putInt(29, (int) sum.getValue());
    assertTooLarge("claims.png", png, "has 2,000,000,000 x 2,000,000,000 pixels");
    byte[] gif = bytes("gif-plain.gif");
    Arrays.fill(gif, 6, 10, (byte) 0xFF);
    assertTooLarge("claims.gif", gif, "has 65,535 x 65,535 pixels");
    byte[] bmp = bytes("bmp-rgb.bmp");
    Arrays.fill(bmp, 18, 21, (byte) 0x7F);
    assertTooLarge("claims.bmp", bmp, "pixels, expected at most");
  }

  private void assertTooLarge(String name, byte[] content, String why) throws IOException {
    Path file = write(name, content);
    assertThatThrownBy(() -> PictureFile.read(file))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(why)
        .hasMessageContaining("scale it down first");
  }

  @ParameterizedTest
  @CsvSource({
    "'II*\0', a TIFF file",
    "'MM\0*', a TIFF file",
    "'RIFF\4\0\0\0WEBPVP8 ', a WebP file",
    "'\0\0\0\u0018ftypheic\0\0\0\0', a HEIC file",
    "'\0\0\0\u0018ftypavif\0\0\0\0', an AVIF file",
    "'\0\0\0\u0018ftypisom\0\0\0\0', a video file",
    "'%PDF-1.7', a PDF file",
    "'<?xml version=\"1.0\"?><svg/>', an SVG file",
    "'<!DOCTYPE html><html>', an HTML page",
    "'P6 1 1 255 abc', a PNM file",
    "'PK\3\4', a ZIP archive",
    "'version https://git-lfs.github.com/spec/v1', a pointer of Git LFS",
    "'no picture', a text file",
    "'\0\0\10\10\0\0\0\0\0\0\0\0', no picture of a known format",
  })
  void anotherFormatIsNamed(String content, String name) throws IOException {
    Path file = write("picture.png", content.getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> PictureFile.read(file))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageStartingWith(
            file + " is " + name + ", expected a PNG, JPEG, GIF or BMP picture");
  }

  @ParameterizedTest
  @CsvSource({"C9, arithmetic coding", "C3, lossless or hierarchical coding"})
  void aJpegOfARareKindIsNamed(String frame, String kind) throws IOException {
    byte[] jpeg = bytes("jpeg-ycc444.jpg");
    int at = new String(jpeg, StandardCharsets.ISO_8859_1).indexOf("\u00FF\u00C0");
    jpeg[at + 1] = (byte) Integer.parseInt(frame, 16);
    Path file = write("rare.jpg", jpeg);
    assertThatThrownBy(() -> PictureFile.read(file))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("is a JPEG file with " + kind)
        .hasMessageContaining("save it as PNG");
  }

  @Test
  void aColourWithoutBitsIsNone() throws IOException {
    byte[] bmp = bytes("bmp-565.bmp");
    int before = PictureFile.read(write("all.bmp", bmp)).rgb(20, 0);
    Arrays.fill(bmp, 54, 58, (byte) 0);
    assertThat(before >> 16).isPositive();
    assertThat(PictureFile.read(write("none.bmp", bmp)).rgb(20, 0)).isEqualTo(before & 0xFFFF);
  }

  /** Whatever a decoder throws of a damaged file, the file is named. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "jpeg-ycc-progressive.jpg",
        "jpeg-exif6.jpg",
        "jpeg-ycck.jpg",
        "palette4-alpha.png",
        "rgb8-exif6.png",
        "gif-animated.gif",
        "bmp-palette.bmp",
        "bmp-runs.bmp",
        "bmp-alpha.bmp"
      })
  void randomDamageNamesTheFile(String picture) throws IOException {
    byte[] whole = bytes(picture);
    Random random = new Random(7);
    for (int round = 0; round < 300; round++) {
      byte[] damaged = whole.clone();
      for (int i = 0; i <= round % 4; i++) {
        damaged[4 + random.nextInt(whole.length - 4)] = (byte) random.nextInt(256);
      }
      if (picture.endsWith("png")) {
        damaged = withChecksums(damaged);
      }
      Path file = write(picture, damaged);
      try {
        Picture read = PictureFile.read(file);
        for (int i = 0; i < Math.min(1000, read.width() * read.height()); i++) {
          read.rgb(i % read.width(), i / read.width());
        }
      } catch (ReslabException e) {
        assertThat(e).hasMessageContaining(file.toString());
      }
    }
  }

  /** Lets damage through to the decoder. */
  private static byte[] withChecksums(byte[] png) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteBuffer file = ByteBuffer.wrap(png);
    out.write(png, 0, 8);
    int at = 8;
    while (at + 12 <= png.length) {
      int length = file.getInt(at);
      if (length < 0 || length > png.length - 12 - at) {
        break;
      }
      CRC32 sum = new CRC32();
      sum.update(png, at + 4, 4 + length);
      out.write(png, at, 8 + length);
      out.writeBytes(ByteBuffer.allocate(4).putInt((int) sum.getValue()).array());
      at += 12 + length;
    }
    out.write(png, at, png.length - at);
    return out.toByteArray();
  }
}
