// SPDX-License-Identifier: Apache-2.0
package org.reslab.picture;

import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.imageio.IIOException;

/**
 * The segments of a JPEG file (ITU-T T.81, annex B). The JDK's decoder gets those that hold the
 * picture; what the others say of colours and orientation is read here, by libjpeg's rules.
 */
final class JpegFile {
  private static final int START = 0xD8;
  private static final int END = 0xD9;
  private static final int SCAN = 0xDA;
  private static final int COMMENT = 0xFE;
  private static final byte[] JFIF = "JFIF\0".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] EXIF = "Exif\0".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ADOBE = "Adobe".getBytes(StandardCharsets.US_ASCII);

  private static final int NO_TRANSFORM_SAID = -1;

  private final byte[] file;
  private final ByteArrayOutputStream picture;
  private byte[] componentIds = {};
  private boolean jfif;
  private int adobeTransform = NO_TRANSFORM_SAID;
  private int orientation = Orientation.UPRIGHT;

  private JpegFile(byte[] file) {
    this.file = file;
    picture = new ByteArrayOutputStream(file.length);
  }

  /**
   * Reads a whole file.
   *
   * @throws UnfitPictureException if the decoder does not know this kind of JPEG
   * @throws IIOException if the file is damaged
   */
  static Picture read(byte[] file) throws IOException {
    JpegFile jpeg = new JpegFile(file);
    jpeg.walk();
    Raster raster = JdkDecoder.raster("jpeg", jpeg.picture.toByteArray());
    return Orientation.upright(new JpegPicture(raster, jpeg.colours()), jpeg.orientation);
  }

  /** Takes the segments in turn, up to the end of the picture; what follows it is another's. */
  private void walk() throws IOException {
    int at = 0;
    while (true) {
      while (unsigned(at) != 0xFF) {
        at++; // libjpeg, too, passes over what stands between segments
      }
      while (unsigned(at) == 0xFF) {
        at++;
      }
      int marker = unsigned(at++);
      if (marker == START || marker == END) {
        picture.write(0xFF);
        picture.write(marker);
        if (marker == END) {
          if (componentIds.length == 0) {
            throw new IIOException("it ends before its picture");
          }
          return;
        }
      } else if (marker != 0 && marker != 1 && !isRestart(marker)) {
        int length = unsigned(at) << 8 | unsigned(at + 1);
        int end = at + Math.max(2, length);
        if (end > file.length) {
          throw cut();
        }
        segment(marker, Arrays.copyOfRange(file, at + 2, end));
        if (marker == SCAN) {
          end = scanEnd(end);
        }
        if (marker != COMMENT && !isApplication(marker)) {
          picture.write(0xFF);
          picture.write(marker);
          picture.write(file, at, end - at);
        }
        at = end;
      }
    }
  }

  private static boolean isRestart(int marker) {
    return marker >= 0xD0 && marker <= 0xD7;
  }

  private static boolean isApplication(int marker) {
    return marker >= 0xE0 && marker <= 0xEF;
  }

  private static boolean isFrame(int marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
  }

  /** Returns where the coded data from a place on ends: at the first marker that is no restart. */
  private int scanEnd(int from) throws IIOException {
    int at = from;
    while (true) {
      if (unsigned(at) == 0xFF) {
        int next = unsigned(at + 1);
        if (next != 0 && next != 0xFF && !isRestart(next)) {
          return at;
        }
      }
      at++;
    }
  }

  private int unsigned(int at) throws IIOException {
    if (at >= file.length) {
      throw cut();
    }
    return file[at] & 0xFF;
  }

  private static IIOException cut() {
    return new IIOException("it is cut off: the end-of-image marker is missing");
  }

  private void segment(int marker, byte[] content) throws IOException {
    if (isFrame(marker)) {
      frame(marker, content);
    } else if (marker == 0xE0 && startsWith(content, JFIF)) {
      jfif = true;
    } else if (marker == 0xE1 && startsWith(content, EXIF)) {
      byte[] tiff =
          Arrays.copyOfRange(content, EXIF.length + 1, Math.max(EXIF.length + 1, content.length));
      orientation = Orientation.of(tiff);
    } else if (marker == 0xEE && startsWith(content, ADOBE) && content.length >= 12) {
      adobeTransform = content[11] & 0xFF;
    }
  }

  private static boolean startsWith(byte[] content, byte[] word) {
    return content.length >= word.length
        && Arrays.equals(content, 0, word.length, word, 0, word.length);
  }

  private static int unsignedShort(byte[] content, int at) {
    return (content[at] & 0xFF) << 8 | (content[at + 1] & 0xFF);
  }

  private void frame(int marker, byte[] content) throws IOException {
    if (content.length < 6 || content.length < 6 + 3 * (content[5] & 0xFF)) {
      throw new IIOException("its frame header is too short");
    }
    if (marker > 0xC2) {
      throw new UnfitPictureException(
          "is a JPEG file with "
              + (marker >= 0xC9 ? "arithmetic coding" : "lossless or hierarchical coding")
              + ", expected a baseline or progressive one; save it as PNG");
    }
    if (content[0] != 8) {
      throw new UnfitPictureException(
          "is a JPEG file of " + content[0] + " bits a sample, expected 8; save it as PNG");
    }
    PixelCount.check(unsignedShort(content, 3), unsignedShort(content, 1));
    componentIds = new byte[content[5] & 0xFF];
    for (int i = 0; i < componentIds.length; i++) {
      componentIds[i] = content[6 + 3 * i];
    }
    colours();
  }

  /** Returns what the components stand for, by the rules of libjpeg. */
  private JpegColours colours() throws UnfitPictureException {
    return switch (componentIds.length) {
      case 1 -> JpegColours.GRAY;
      case 3 -> {
        if (jfif || adobeTransform > 0) {
          yield JpegColours.YCC;
        }
        boolean rgb =
            adobeTransform == 0 || Arrays.equals(componentIds, new byte[] {'R', 'G', 'B'});
        yield rgb ? JpegColours.RGB : JpegColours.YCC;
      }
      case 4 -> adobeTransform > 0 ? JpegColours.YCCK : JpegColours.CMYK;
      default ->
          throw new UnfitPictureException(
              "is a JPEG file of "
                  + componentIds.length
                  + " components, expected 1, 3 or 4; save it as PNG");
    };
  }
}
