// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.reslab.InvalidArgumentException;
import org.reslab.NativeIoException;
import org.reslab.text.Numbers;
import org.reslab.text.Printable;

/** What the names in a folder of pictures mean, and how they are shown and ordered. */
final class FolderNames {
  /** Orders names by code points, which no locale changes. */
  static final Comparator<String> ORDER = FolderNames::compare;

  /** The most files and folders next to one another, which are held in memory. */
  private static final int MOST_ENTRIES = 2_000_000;

  /** Those that cannot be read, too: a folder of them is to be refused, not passed over. */
  private static final Set<String> ENDINGS =
      Set.of(
          "png", "jpg", "jpeg", "jpe", "jfif", "gif", "bmp", "dib", "webp", "tif", "tiff", "heic",
          "heif", "avif", "jp2", "jxl", "ppm", "pgm", "pbm", "pnm", "psd", "tga");

  private FolderNames() {}

  /** UTF-16 has the surrogates of high code points in the midst of lower ones. */
  private static int compare(String a, String b) {
    int common = Math.min(a.length(), b.length());
    for (int i = 0; i < common; i++) {
      char left = a.charAt(i);
      char right = b.charAt(i);
      if (left != right) {
        boolean high = Character.isSurrogate(left);
        return high == Character.isSurrogate(right) ? left - right : high ? 1 : -1;
      }
    }
    return a.length() - b.length();
  }

  /** Returns a name as it may stand in a message. */
  static String shown(Object name) {
    return "'" + Printable.line(name.toString()) + "'";
  }

  /** Returns the last name of a path. */
  static String of(Path file) {
    @Nullable Path name = file.getFileName();
    return name == null ? "" : name.toString();
  }

  static boolean isHidden(Path file) {
    return of(file).startsWith(".");
  }

  /** Returns whether a name ends as those of pictures do. */
  static boolean isPicture(Path file) {
    String name = of(file);
    int dot = name.lastIndexOf('.');
    return dot >= 0 && ENDINGS.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT));
  }

  /**
   * Returns what is in a folder.
   *
   * @throws DatasetMissingException if there is no such folder
   * @throws InvalidArgumentException if it is a file
   * @throws NativeIoException if it cannot be read
   */
  static List<Path> entries(Path folder) {
    if (!Files.exists(folder)) {
      throw new DatasetMissingException(
          "data folder %s does not exist; check the path of folder:DIR".formatted(shown(folder)));
    }
    if (!Files.isDirectory(folder)) {
      throw new InvalidArgumentException(
          "%s is a file, expected a folder with a folder of pictures for each class"
              .formatted(shown(folder)));
    }
    try (Stream<Path> entries = Files.list(folder)) {
      List<Path> some = entries.limit(MOST_ENTRIES + 1L).toList();
      if (some.size() > MOST_ENTRIES) {
        throw new InvalidArgumentException(
            "%s holds more than %s files and folders, expected at most as many; spread them over"
                    .formatted(shown(folder), Numbers.count(MOST_ENTRIES))
                + " class folders");
      }
      return some.stream().sorted(Comparator.comparing(FolderNames::of, ORDER)).toList();
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
  }

  /** Returns the folders in a folder that are not hidden, in their order. */
  static List<Path> folders(Path folder) {
    return entries(folder).stream().filter(it -> Files.isDirectory(it) && !isHidden(it)).toList();
  }

  static NativeIoException unreadable(Path folder, IOException e) {
    return new NativeIoException(
        "cannot read %s: %s".formatted(shown(folder), Printable.line(IoReasons.of(e))), e);
  }
}
