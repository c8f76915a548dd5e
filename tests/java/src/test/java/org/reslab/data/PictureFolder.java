// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.reslab.picture.PngFile;

/** A folder of pictures that a test draws. */
record PictureFolder(Path root) {
  /** Draws a picture of one colour. */
  PictureFolder plain(String path, int width, int height, int rgb) throws IOException {
    return draw(path, width, height, rgb, 0);
  }

  /** Draws a picture of which the colour grows by a step with every pixel. */
  PictureFolder draw(String path, int width, int height, int rgb, int step) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < width * height; i++) {
      image.setRGB(i % width, i / width, rgb + i * step);
    }
    return write(path, PngFile.encode(image));
  }

  /** Writes any file. */
  PictureFolder write(String path, byte[] content) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
    return this;
  }

  /** Draws {@code count} different pictures of 16 x 16 for each class. */
  PictureFolder classes(int count, String... names) throws IOException {
    int colour = 0;
    for (String name : names) {
      for (int i = 0; i < count; i++) {
        draw(name + "/%03d.png".formatted(i), 16, 16, colour += 0x010307, 0x050301);
      }
    }
    return this;
  }
}
