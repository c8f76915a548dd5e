// SPDX-License-Identifier: Apache-2.0
package org.reslab.picture;

import java.awt.image.BufferedImage;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.reslab.CorruptDataException;
import org.reslab.InvalidArgumentException;
import org.reslab.NativeIoException;
import org.reslab.text.Numbers;

/**
 * Reads picture files.
 *
 * <p>The colours are those of the file's samples: 16 bits are brought to 8, CMYK is converted
 * without a profile, and embedded profiles and gamma are passed over, as by Pillow's {@code
 * convert("RGB")}. Of an animation it is the first frame.
 */
public final class PictureFile {
  private static final int MOST_BYTES = 1 << 29;

  private PictureFile() {}

  /**
   * Reads a PNG, JPEG, GIF or BMP file, whichever its first bytes say it is, and turns it upright
   * where Exif data records how the camera was held.
   *
   * @throws NativeIoException if the file cannot be read
   * @throws CorruptDataException if it is empty, cut off or damaged otherwise
   * @throws InvalidArgumentException if it is of another format, or has more pixels than are read
   */
  public static Picture read(Path file) {
    if (Files.isDirectory(file)) {
      throw new InvalidArgumentException(file + " is a folder, expected " + PictureFormat.EXPECTED);
    }
    try {
      return decode(file);
    } catch (OutOfMemoryError e) {
      throw tooLarge(file.toString(), e);
    }
  }

  /**
   * Reads a picture from a stream, as {@link #read(Path)} does from a file.
   *
   * @param in read to its end; stays open
   * @param name what the picture is called in messages
   */
  public static Picture read(InputStream in, String name) {
    try {
      return decode(in, name);
    } catch (OutOfMemoryError e) {
      throw tooLarge(name, e);
    }
  }

  /** Returns an image as a picture. It is not copied unless its colours are scaled by opacity. */
  public static Picture of(BufferedImage image) {
    if (!image.isAlphaPremultiplied()) {
      return new SamplePicture(image);
    }
    BufferedImage plain =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_ARGB);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        plain.setRGB(x, y, image.getRGB(x, y));
      }
    }
    return new SamplePicture(plain);
  }

  private static InvalidArgumentException tooLarge(String name, OutOfMemoryError e) {
    return new InvalidArgumentException(
        ("%s needs more memory than the %s MiB that Java may use; scale it down first, or raise"
                + " the bound with RESLAB_JAVA_OPTS=-Xmx4g")
            .formatted(name, Numbers.count(Runtime.getRuntime().maxMemory() >> 20)),
        e);
  }

  private static Picture decode(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return decode(in, file.toString());
    } catch (IOException e) {
      throw new NativeIoException("cannot read %s: %s".formatted(file, e), e);
    }
  }

  private static Picture decode(InputStream stream, String file) {
    byte[] content;
    PictureFormat format;
    try {
      InputStream in = new BufferedInputStream(stream);
      in.mark(FileHead.BYTES);
      format = formatOf(file, in.readNBytes(FileHead.BYTES));
      in.reset();
      content = in.readNBytes(MOST_BYTES);
      if (in.read() >= 0) {
        throw new InvalidArgumentException(
            "%s has more than %s bytes, the most that is read; scale it down first"
                .formatted(file, Numbers.count(MOST_BYTES)));
      }
    } catch (IOException e) {
      throw new NativeIoException("cannot read %s: %s".formatted(file, e), e);
    }
    try {
      return format.read(content);
    } catch (UnfitPictureException e) {
      throw new InvalidArgumentException(file + " " + e.getMessage(), e);
    } catch (IOException e) {
      throw new CorruptDataException(
          "%s is damaged: %s; expected a whole %s file".formatted(file, reason(e), format), e);
    }
  }

  private static PictureFormat formatOf(String file, byte[] head) {
    if (head.length == 0) {
      throw new CorruptDataException(
          "%s is empty, expected %s".formatted(file, PictureFormat.EXPECTED));
    }
    FileHead bytes = new FileHead(head);
    @Nullable PictureFormat format = PictureFormat.of(bytes);
    if (format == null) {
      throw new InvalidArgumentException(file + " " + ForeignFormat.problem(bytes));
    }
    return format;
  }

  /** Returns what a decoder says, which at times is only in the cause. */
  private static String reason(IOException failure) {
    Throwable cause = failure.getCause();
    String own = String.valueOf(failure.getMessage());
    return cause instanceof IOException && cause.getMessage() != null
        ? own + " (" + cause.getMessage() + ")"
        : own;
  }
}
