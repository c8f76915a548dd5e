// SPDX-License-Identifier: Apache-2.0
package org.reslab.picture;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * The JDK's decoders, fed from memory, so that none needs a temporary file. Whatever they throw or
 * warn of a damaged file becomes an {@link IIOException}.
 */
final class JdkDecoder {
  /** Warnings that leave every pixel right. */
  private static final Pattern HARMLESS =
      Pattern.compile(
          "extraneous bytes before marker 0xd9"
              + "|Invalid SOS parameters for sequential JPEG"
              + "|Use default color table"
              + "|tRNS chunk");

  private JdkDecoder() {}

  private interface Decoding<T> {
    T of(ImageReader reader) throws IOException;
  }

  /**
   * Decodes the first picture of a file.
   *
   * @param format as {@link ImageIO} has it
   * @throws IIOException if the file is damaged
   */
  static BufferedImage image(String format, byte[] file) throws IOException {
    return decode(format, file, reader -> reader.read(0));
  }

  /**
   * Decodes the first picture of a file to the values that it has, whatever colours they stand for.
   *
   * @param format as {@link ImageIO} has it
   * @throws IIOException if the file is damaged
   */
  static Raster raster(String format, byte[] file) throws IOException {
    return decode(format, file, reader -> reader.readRaster(0, null));
  }

  private static <T> T decode(String format, byte[] file, Decoding<T> decoding) throws IOException {
    List<String> warnings = new ArrayList<>();
    ImageReader reader = ImageIO.getImageReadersByFormatName(format).next();
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      reader.addIIOReadWarningListener((_, warning) -> warnings.add(warning));
      reader.setInput(in, true, true);
      T decoded = decoding.of(reader);
      for (String warning : warnings) {
        if (!HARMLESS.matcher(warning).find()) {
          throw new IIOException(warning);
        }
      }
      return decoded;
    } catch (RuntimeException | StackOverflowError | InternalError e) {
      throw new IIOException("its decoder failed: " + e, e);
    } finally {
      reader.dispose();
    }
  }
}
