// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.chart;

import java.awt.Font;
import java.util.function.Supplier;
import org.reslab.UnsupportedException;

/** The type of charts, and what is said where a machine has none. */
final class Fonts {
  private static final int SMALL = 12;
  private static final int TITLE = 15;

  private Fonts() {}

  static Font small() {
    return new Font(Font.SANS_SERIF, Font.PLAIN, SMALL);
  }

  static Font title() {
    return new Font(Font.SANS_SERIF, Font.BOLD, TITLE);
  }

  /**
   * Runs what draws text.
   *
   * @throws UnsupportedException if this machine has no fonts that Java can use
   */
  static <T> T needed(Supplier<T> drawing) {
    // Before the first class of AWT: a machine that trains often has no display.
    System.setProperty("java.awt.headless", "true");
    try {
      return drawing.get();
    } catch (RuntimeException | LinkageError e) {
      if (isOfFonts(e)) {
        throw new UnsupportedException(
            "charts need fonts, and Java finds none on this machine (%s); install fontconfig and a"
                    .formatted(e.getMessage())
                + " font (Debian: fontconfig fonts-dejavu-core)");
      }
      throw e;
    }
  }

  /** The JDK has no exception of its own for this: it fails where its font manager begins. */
  private static boolean isOfFonts(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      for (StackTraceElement frame : at.getStackTrace()) {
        if (frame.getClassName().startsWith("sun.font.")
            || frame.getClassName().startsWith("sun.awt.FontConfiguration")) {
          return true;
        }
      }
    }
    return false;
  }
}
