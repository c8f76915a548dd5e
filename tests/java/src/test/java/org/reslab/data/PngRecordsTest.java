// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PngRecordsTest {
  /** Returns records as a sheet in PNG, one row an image. */
  static byte[] sheet(byte[] records, int type) throws IOException {
    int rows = records.length / 3073;
    BufferedImage image = new BufferedImage(1024, rows, type);
    for (int y = 0; y < rows; y++) {
      for (int x = 0; x < 1024; x++) {
        int at = y * 3073 + 1 + x;
        int rgb =
            (records[at] & 0xff) << 16
                | (records[at + 1024] & 0xff) << 8
                | (records[at + 2048] & 0xff);
        image.setRGB(x, y, 0xff000000 | rgb);
      }
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(image, "png", png);
    return png.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {BufferedImage.TYPE_3BYTE_BGR, BufferedImage.TYPE_4BYTE_ABGR})
  void rowsBecomeRecordsOfPlanes(int type) throws IOException {
    byte[] records = DataFixture.randomRecords(3, 7);
    byte[] labels = {records[0], records[3073], records[2 * 3073]};
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PngRecords.convert(new ByteArrayInputStream(sheet(records, type)), labels, out);
    assertThat(out.toByteArray()).isEqualTo(records);
  }

  @Test
  void refusesOtherSheets() throws IOException {
    byte[] two = sheet(DataFixture.randomRecords(2, 1), BufferedImage.TYPE_3BYTE_BGR);
    assertThatThrownBy(() -> convert(two, 3))
        .isInstanceOf(WrongContentException.class)
        .hasMessage("a sheet of 2 images, but 3 labels for it");
    ByteArrayOutputStream grey = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(1024, 2, BufferedImage.TYPE_BYTE_GRAY), "png", grey);
    assertThatThrownBy(() -> convert(grey.toByteArray(), 2))
        .isInstanceOf(WrongContentException.class)
        .hasMessageContaining("8-bit RGB");
    ByteArrayOutputStream narrow = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(32, 2, BufferedImage.TYPE_3BYTE_BGR), "png", narrow);
    assertThatThrownBy(() -> convert(narrow.toByteArray(), 2))
        .isInstanceOf(WrongContentException.class)
        .hasMessageContaining("found 32 x 2");
    assertThatThrownBy(() -> convert(new byte[100], 1)).isInstanceOf(IOException.class);
  }

  private static void convert(byte[] png, int labels) throws IOException {
    PngRecords.convert(
        new ByteArrayInputStream(png), new byte[labels], new ByteArrayOutputStream());
  }
}
