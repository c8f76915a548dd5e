// SPDX-License-Identifier: Apache-2.0
package org.reslab.picture;

import java.awt.image.BufferedImage;
import java.awt.image.RenderedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.zip.CRC32;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** PNG files, read and written without a temporary file. */
public final class PngFile {
  static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

  /** What the decoder gets: the chunks that make pixels. */
  private static final Set<String> OF_PIXELS = Set.of("IHDR", "PLTE", "IDAT", "IEND");

  private static final int PALETTE = 3;

  private static final int FRAME_BYTES = 12;

  private final ByteBuffer file;
  private final ByteArrayOutputStream pixels;
  private int colourType;
  private int[] clearSamples = {};
  private int orientation = Orientation.UPRIGHT;

  private PngFile(byte[] file) {
    this.file = ByteBuffer.wrap(file);
    pixels = new ByteArrayOutputStream(file.length);
  }

  /** Returns a picture as a PNG file. */
  public static byte[] encode(RenderedImage picture) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      write(picture, out);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return out.toByteArray();
  }

  /**
   * Writes a picture as a PNG file.
   *
   * @param out stays open
   * @throws IOException if it cannot be written
   */
  public static void write(RenderedImage picture, OutputStream out) throws IOException {
    // Not straight to the stream: by its defaults ImageIO spools what it writes to a temporary
    // file.
    try (var cache = new MemoryCacheImageOutputStream(out)) {
      ImageIO.write(picture, "png", cache);
    }
  }

  /**
   * Decodes a whole file.
   *
   * @throws IOException if it is damaged, no PNG or larger than is read
   */
  public static BufferedImage decode(byte[] file) throws IOException {
    return new PngFile(file).image();
  }

  /**
   * Reads a whole file.
   *
   * @throws UnfitPictureException if it is too large or of a private kind
   * @throws IIOException if it is damaged
   */
  static Picture read(byte[] file) throws IOException {
    PngFile png = new PngFile(file);
    Picture stored = new SamplePicture(png.image(), png.clearSamples);
    return Orientation.upright(stored, png.orientation);
  }

  private BufferedImage image() throws IOException {
    walk();
    return JdkDecoder.image("png", pixels.toByteArray());
  }

  /** Takes the chunks in turn, up to the end of the picture. */
  private void walk() throws IOException {
    byte[] bytes = file.array();
    if (!Arrays.equals(bytes, 0, Math.min(bytes.length, SIGNATURE.length), SIGNATURE, 0, 8)) {
      throw new IIOException("it does not begin as a PNG file does");
    }
    pixels.writeBytes(SIGNATURE);
    int at = SIGNATURE.length;
    String name = "";
    while (!name.equals("IEND")) {
      if (at > bytes.length - FRAME_BYTES) {
        throw new IIOException("it is cut off: its chunk IEND is missing");
      }
      int length = file.getInt(at);
      name = new String(bytes, at + 4, 4, StandardCharsets.ISO_8859_1);
      if (length < 0 || length > bytes.length - FRAME_BYTES - at) {
        throw new IIOException("it is cut off in its chunk " + name);
      }
      CRC32 checksum = new CRC32();
      checksum.update(bytes, at + 4, 4 + length);
      if ((int) checksum.getValue() != file.getInt(at + 8 + length)) {
        throw new IIOException("the checksum of its chunk " + name + " does not fit");
      }
      chunk(name, at + 8, length);
      if (OF_PIXELS.contains(name) || (name.equals("tRNS") && colourType == PALETTE)) {
        pixels.write(bytes, at, FRAME_BYTES + length);
      }
      at += FRAME_BYTES + length;
    }
  }

  private void chunk(String name, int at, int length) throws IOException {
    if (name.equals("IHDR") && length >= 10) {
      PixelCount.check(file.getInt(at), file.getInt(at + 4));
      colourType = file.get(at + 9);
    } else if (name.equals("tRNS") && colourType != PALETTE) {
      // The decoder does not know a transparent gray of 2 or 4 bits.
      clearSamples = new int[length / 2];
      for (int i = 0; i < clearSamples.length; i++) {
        clearSamples[i] = Short.toUnsignedInt(file.getShort(at + 2 * i));
      }
    } else if (name.equals("eXIf")) {
      orientation = Orientation.of(Arrays.copyOfRange(file.array(), at, at + length));
    } else if (Character.isUpperCase(name.charAt(0)) && !OF_PIXELS.contains(name)) {
      throw new UnfitPictureException(
          "is a PNG file with the private chunk " + name + "; save it as plain PNG");
    }
  }
}
