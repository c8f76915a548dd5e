// SPDX-License-Identifier: Apache-2.0
package org.reslab.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pictures of a formula, scaled and cut as Pillow and torchvision do. */
class ScalingTest {
  private record Formula(int width, int height) implements Picture {
    @Override
    public int rgb(int x, int y) {
      int red = (x * 7 + y * 3) % 256;
      int green = (x * x / 5 + y * 11) % 256;
      int blue = Math.floorMod(x * y / 3 + 255 - x * 2, 256);
      return red << 16 | green << 8 | blue;
    }
  }

  /** The checksums are those of Pillow 12.3's {@code resize(..., BILINEAR)} and {@code crop}. */
  @ParameterizedTest
  @CsvSource({
    "48, 48, 32, 32, 443367c0",
    "640, 427, 64, 64, 3fa136ac",
    "100, 300, 64, 64, 43c4062c",
    "17, 9, 32, 32, 3573f0ef",
    "64, 64, 64, 64, a73a8792",
    "33, 32, 32, 32, 927850e4",
    "35, 32, 32, 32, d682ecd5",
    "500, 375, 24, 48, 9818ba87",
    "90, 301, 48, 24, 00195771",
    "1201, 799, 8, 8, 92886262",
    "8, 512, 8, 8, eaf2793e",
  })
  void scalesAsPillowDoes(int width, int height, int toHeight, int toWidth, String crc) {
    byte[] scaled = Scaling.fit(new Formula(width, height), toHeight, toWidth);
    CRC32 sum = new CRC32();
    sum.update(scaled);
    assertThat(scaled).hasSize(3 * toHeight * toWidth);
    assertThat("%08x".formatted(sum.getValue())).isEqualTo(crc);
  }

  @Test
  void aPictureOfTheSizeStaysAsItIs() {
    Formula picture = new Formula(20, 12);
    byte[] same = Scaling.fit(picture, 12, 20);
    for (int i = 0; i < 240; i++) {
      int rgb =
          (same[3 * i] & 0xFF) << 16 | (same[3 * i + 1] & 0xFF) << 8 | (same[3 * i + 2] & 0xFF);
      assertThat(rgb).isEqualTo(picture.rgb(i % 20, i / 20));
    }
  }

  @Test
  void aLineOfAnyLengthFits() {
    assertThat(Scaling.fit(new Formula(1, 90_000_000), 512, 512)).hasSize(3 * 512 * 512);
    assertThat(Scaling.fit(new Formula(90_000_000, 1), 8, 512)).hasSize(3 * 8 * 512);
  }
}
