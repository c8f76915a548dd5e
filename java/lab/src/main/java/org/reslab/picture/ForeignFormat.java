// SPDX-License-Identifier: Apache-2.0
package org.reslab.picture;

import java.util.List;
import java.util.function.Predicate;

/** Names for what people take for a picture that can be read. */
final class ForeignFormat {
  private record Kind(String name, String cure, Predicate<FileHead> test) {}

  private static final String CONVERT = "; save it as PNG first";

  private static final List<Kind> KINDS =
      List.of(
          new Kind("a TIFF file", CONVERT, starts("II*\0", "MM\0*", "II+\0", "MM\0+")),
          new Kind("a WebP file", CONVERT, head -> head.has(0, "RIFF") && head.has(8, "WEBP")),
          new Kind("an AVIF file", CONVERT, brand("avif", "avis")),
          new Kind(
              "a HEIC file",
              CONVERT,
              brand("heic", "heix", "heim", "heis", "hevc", "mif1", "msf1")),
          new Kind("a video file", "", brand("")),
          new Kind("a JPEG 2000 file", CONVERT, starts("\0\0\0\fjP  ", "\u00FFO\u00FFQ")),
          new Kind("a JPEG XL file", CONVERT, starts("\0\0\0\fJXL ", "\u00FF\n")),
          new Kind("a Photoshop file", CONVERT, starts("8BPS")),
          new Kind("an icon file", CONVERT, starts("\0\0\1\0")),
          new Kind("a PDF file", CONVERT, starts("%PDF")),
          new Kind("a PostScript file", CONVERT, starts("%!PS")),
          new Kind("an OpenEXR file", CONVERT, starts("v/1\1")),
          new Kind("a NumPy file", "", starts("\u0093NUMPY")),
          new Kind("an HDF5 file", "", starts("\u0089HDF\r\n")),
          new Kind("a ZIP archive", "; unpack it first", starts("PK\3\4")),
          new Kind("a gzip file", "; unpack it first", starts("\u001F\u008B")),
          new Kind(
              "a pointer of Git LFS",
              "; fetch it with git lfs pull",
              starts("version https://git-lfs")),
          new Kind("an SVG file", CONVERT, head -> head.isText() && head.contains("<svg")),
          new Kind("an HTML page", "", head -> head.isText() && head.contains("<html")),
          new Kind("an HTML page", "", head -> head.isText() && head.contains("<!doctype html")),
          new Kind("a PNM file", CONVERT, head -> netpbm(head)),
          new Kind("a text file", "", FileHead::isText));

  private ForeignFormat() {}

  private static Predicate<FileHead> starts(String... beginnings) {
    return head -> {
      for (String beginning : beginnings) {
        if (head.has(0, beginning)) {
          return true;
        }
      }
      return false;
    };
  }

  /** Of the container that HEIC, AVIF and videos share. */
  private static Predicate<FileHead> brand(String... brands) {
    return head -> {
      for (String brand : brands) {
        if (head.has(4, "ftyp" + brand)) {
          return true;
        }
      }
      return false;
    };
  }

  private static boolean netpbm(FileHead head) {
    for (char kind = '1'; kind <= '7'; kind++) {
      if (head.has(0, "P" + kind + "\n") || head.has(0, "P" + kind + " ")) {
        return true;
      }
    }
    return false;
  }

  /**
   * Returns what is wrong with a file that is of none of the formats that are read, as far as its
   * first bytes say, and the cure: "is a TIFF file, expected ...".
   */
  static String problem(FileHead head) {
    String name = "no picture of a known format";
    String cure = "";
    for (Kind kind : KINDS) {
      if (kind.test().test(head)) {
        name = kind.name();
        cure = kind.cure();
        break;
      }
    }
    return "is " + name + ", expected " + PictureFormat.EXPECTED + cure;
  }
}
