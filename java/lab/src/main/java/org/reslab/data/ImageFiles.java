// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.reslab.CorruptDataException;
import org.reslab.InvalidArgumentException;
import org.reslab.NativeIoException;

/** Pictures as the bytes {@code [3, 32, 32]} of an image of a data set, and back. */
public final class ImageFiles {
  /** Height and width of an image. */
  public static final int SIDE = 32;

  /** Bounds what a small file may claim to unpack to. */
  private static final long MOST_PIXELS = 200_000_000;

  private static final int PLANE = SIDE * SIDE;

  private ImageFiles() {}

  /**
   * Reads a PNG, JPEG, GIF or BMP file. The middle square is cut out and scaled to 32 x 32, each
   * value the mean of those that it covers; a picture of 32 x 32 is taken as it is. Transparent
   * parts become white. The orientation that a camera records is ignored.
   *
   * @return channel planes red, green, blue
   * @throws NativeIoException if the file cannot be read
   * @throws CorruptDataException if it is damaged
   * @throws InvalidArgumentException if it is of another format
   */
  public static byte[] read(Path file) {
    BufferedImage picture = decode(file);
    int side = Math.min(picture.getWidth(), picture.getHeight());
    BufferedImage square =
        picture.getSubimage(
            (picture.getWidth() - side) / 2, (picture.getHeight() - side) / 2, side, side);
    BufferedImage small = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = small.createGraphics();
    try {
      if (side > SIDE) {
        Image scaled = square.getScaledInstance(SIDE, SIDE, Image.SCALE_AREA_AVERAGING);
        graphics.drawImage(scaled, 0, 0, Color.WHITE, null);
      } else {
        graphics.setRenderingHint(
            RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.drawImage(square, 0, 0, SIDE, SIDE, Color.WHITE, null);
      }
    } finally {
      graphics.dispose();
    }
    byte[] planes = new byte[3 * PLANE];
    for (int i = 0; i < PLANE; i++) {
      int rgb = small.getRGB(i % SIDE, i / SIDE);
      planes[i] = (byte) (rgb >> 16);
      planes[PLANE + i] = (byte) (rgb >> 8);
      planes[2 * PLANE + i] = (byte) rgb;
    }
    return planes;
  }

  /**
   * Returns an image as a PNG file.
   *
   * @param planes bytes {@code [3, 32, 32]}
   */
  public static byte[] png(byte[] planes) {
    if (planes.length != 3 * PLANE) {
      throw new InvalidArgumentException(
          "an image has %d bytes, expected %d".formatted(planes.length, 3 * PLANE));
    }
    BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < PLANE; i++) {
      int rgb =
          (planes[i] & 0xFF) << 16
              | (planes[PLANE + i] & 0xFF) << 8
              | (planes[2 * PLANE + i] & 0xFF);
      picture.setRGB(i % SIDE, i / SIDE, rgb);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(picture, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return out.toByteArray();
  }

  private static BufferedImage decode(Path file) {
    if (Files.isDirectory(file)) {
      throw new InvalidArgumentException(file + " is a folder, expected a picture");
    }
    try (InputStream bytes = Files.newInputStream(file);
        ImageInputStream stream = ImageIO.createImageInputStream(bytes)) {
      var readers = ImageIO.getImageReaders(stream);
      if (!readers.hasNext()) {
        throw new InvalidArgumentException(
            "%s is no picture that can be read; expected one of %s"
                .formatted(file, String.join(", ", formats())));
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(stream);
        long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
        if (pixels > MOST_PIXELS) {
          throw new InvalidArgumentException(
              "%s has %,d pixels, expected at most %,d; scale it down first"
                  .formatted(file, pixels, MOST_PIXELS));
        }
        return reader.read(0);
      } catch (IOException | IndexOutOfBoundsException | IllegalArgumentException e) {
        throw new CorruptDataException("%s is damaged: %s".formatted(file, e.getMessage()));
      } finally {
        reader.dispose();
      }
    } catch (IOException e) {
      throw new NativeIoException("cannot read %s: %s".formatted(file, e), e);
    }
  }

  private static String[] formats() {
    return Arrays.stream(ImageIO.getReaderFormatNames())
        .map(name -> name.toUpperCase(Locale.ROOT))
        .distinct()
        .sorted()
        .toArray(String[]::new);
  }
}
